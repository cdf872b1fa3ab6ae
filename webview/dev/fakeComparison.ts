/**
 * Stands in for the extension host of the comparison in a plain browser: replays recorded and made runs, side by side. For
 * development and tests; no part of the product.
 *
 * In the address: `runs` (names with commas between them: made runs', or `recorded`; `name~20` is one of which so many
 * events have happened, `name!` one whose folder can't be read), `theme`, as fakeHost.ts.
 */
import { comparable, type ComparedRun } from '../../src/shared/comparison';
import { protocolVersion, type TrainerEvent } from '../../src/shared/trainerProtocol';
import type { HostMessage, ViewMessage, ViewMessageOf } from '../../src/shared/viewProtocol';
import { epochFile } from './epochFile';
import { PlayedRun } from './playedRun';
import { fetchEvents, pretendEditor } from './pretendEditor';
import { applyTheme, type ThemeName } from './themes';

interface Fake {
  readonly name: string;
  /** Null where the folder can't be read. */
  readonly run: PlayedRun | null;
}

class FakeComparison {
  /** What the view has said. */
  readonly posted: ViewMessage[] = [];
  /** Epochs of which the run folders have no more files. */
  readonly lost = new Set<number>();

  constructor(private readonly fakes: Promise<Fake[]>) {}

  setTheme(name: ThemeName): void {
    applyTheme(name);
  }

  receive(message: ViewMessage): void {
    this.posted.push(message);
    if (message.type === 'ready') void this.begin();
    if (message.type === 'epochFile') void this.sendEpochFile(message);
    if (message.type === 'save') {
      this.send({ type: 'exported', question: message.question, outcome: 'done', message: 'Saved.' });
    }
  }

  /** Anything, to see what the view makes of it. */
  sendRaw(message: unknown): void {
    window.postMessage(message, location.origin);
  }

  /** Lets further events of a run happen. */
  async advance(name: string, target: number | { readonly epoch: number }): Promise<void> {
    const fake = (await this.fakes).find((known) => known.name === name);
    fake?.run?.advance(target, (event) => this.send({ type: 'comparedEvent', name, event }));
  }

  /** Tells a run anew, but for these fields. */
  async change(name: string, changed: Partial<ComparedRun>): Promise<void> {
    const fake = (await this.fakes).find((known) => known.name === name);
    if (fake) this.send({ type: 'compared', run: { ...told(fake), ...changed } });
  }

  private async begin(): Promise<void> {
    const fakes = await this.fakes;
    this.send({ type: 'comparison', protocol: protocolVersion, names: fakes.map(({ name }) => name) });
    for (const fake of fakes) this.send({ type: 'compared', run: told(fake) });
  }

  private async sendEpochFile({ run, kind, epoch }: ViewMessageOf<'epochFile'>): Promise<void> {
    const fake = (await this.fakes).find(({ name }) => name === run);
    const played = fake?.run;
    const file = played && epochFile(kind, epoch, played);
    if (file && !this.lost.has(epoch)) this.send({ type: 'epochFile', run, file });
    else
      this.send({ type: 'noEpochFile', run, kind, epoch, message: `Epoch ${epoch} has no digits to show.` });
  }

  private send(message: HostMessage): void {
    window.postMessage(message, location.origin);
  }
}

function told({ name, run }: Fake): ComparedRun {
  const history = run?.history;
  if (!history) {
    const problem = 'This run can’t be read: another version of STN Lab wrote it, or it is damaged (dreams).';
    return { name, label: '', state: 'unreadable', problem, history: null };
  }
  return {
    ...{ name, label: `The ${name} run`, problem: '', history: comparable(history) },
    state: run.status.phase === 'finished' ? 'completed' : 'training',
  };
}

/** Made runs have the recorded one's figures: each further one learns less, and faster. */
function worse(event: TrainerEvent, by: number): TrainerEvent {
  const [loss, speed] = [1 + 0.35 * by, 1 + 0.25 * by];
  if (event.type === 'batch') {
    return { ...event, meanLoss: loss * event.meanLoss, imagesPerSecond: speed * event.imagesPerSecond };
  }
  if (event.type !== 'epoch') return event;
  const { test } = event;
  const correct = test.correct - Math.round(0.004 * by * test.total);
  return { ...event, test: { ...test, loss: loss * test.loss, correct, accuracy: correct / test.total } };
}

async function fakeRuns(): Promise<Fake[]> {
  const wanted = (new URLSearchParams(location.search).get('runs') ?? '').split(',').filter(Boolean);
  return await Promise.all(
    wanted.map(async (word, position): Promise<Fake> => {
      const [name, happened] = word.replace('!', '').split('~');
      if (word.endsWith('!')) return { name, run: null };
      const events = await fetchEvents(name === 'recorded' ? null : name);
      const run = new PlayedRun(events.map((event) => worse(event, position)));
      run.skip(word.includes('~') ? Number(happened) : events.length);
      return { name, run };
    }),
  );
}

pretendEditor(new FakeComparison(fakeRuns()));
