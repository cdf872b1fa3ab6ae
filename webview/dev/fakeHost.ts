/**
 * Stands in for the extension host in a plain browser: replays a recorded run's events to the view on the page, and
 * answers its questions. For development and tests; no part of the product.
 *
 * In the address: `run` (the name of a made run; else the recorded one), `theme` (light, dark, high-contrast,
 * high-contrast-light), `at` (the number of events that have happened; all by default), `play` (milliseconds between two
 * further events), `phase` and `message` (of the status), `twin` (the number of events that have happened in a made-up run
 * without a transformer; none by default), `older` (the run is told as a version did that knew no breakdowns).
 */
import type { RunHistory } from '../../src/shared/runHistory';
import type { RunName } from '../../src/shared/runPair';
import {
  type ImageSize,
  protocolVersion,
  type TrainerEvent,
  type TrainerEventOf,
} from '../../src/shared/trainerProtocol';
import type { HostMessage, RunStatus, ViewMessage, ViewMessageOf } from '../../src/shared/viewProtocol';
import { epochFile } from './epochFile';
import { PlayedRun } from './playedRun';
import { pretendAnswer } from './pretendAnswer';
import { pretendTwin } from './pretendTwin';
import { fetchEvents, pretendEditor } from './pretendEditor';
import { applyTheme, type ThemeName } from './themes';

const query = new URLSearchParams(location.search);

class FakeHost {
  /** What the view has said. */
  readonly posted: ViewMessage[] = [];
  /** Not answered, to see a trainer that died. */
  isDeaf = false;
  /** Why nothing can be saved or copied; empty where it can. */
  refusal = '';
  /** Epochs of which the run folder has no more files. */
  readonly lost = new Set<number>();
  private readonly main: Promise<PlayedRun>;
  /** Null where there is none. */
  private readonly twin: Promise<PlayedRun | null>;
  private inspections = 0;
  /** The test digit that was asked about last. */
  private inspected = 0;

  constructor(readonly events: Promise<TrainerEvent[]>) {
    this.main = events.then((recorded) => {
      const run = new PlayedRun(recorded);
      run.skip(Number(query.get('at') ?? recorded.length));
      return run;
    });
    this.twin = events.then((recorded) => {
      if (!query.has('twin')) return null;
      const run = new PlayedRun(pretendTwin(recorded));
      run.skip(Number(query.get('twin')));
      return run;
    });
  }

  setTheme(name: ThemeName): void {
    applyTheme(name);
  }

  receive(message: ViewMessage): void {
    this.posted.push(message);
    if (message.type === 'ready') void this.begin();
    if (message.type === 'epochFile' && !this.isDeaf) void this.sendEpochFile(message);
    if (message.type === 'inspect' && document.body.dataset.view === 'inspector' && !this.isDeaf) {
      void this.inspect(message);
    }
    if (message.type === 'save' || message.type === 'copy') this.takeExport(message.question);
    if (message.type === 'query' && !this.isDeaf) void this.answer(message);
    if (message.type === 'look' && !this.isDeaf) void this.look(message);
  }

  /** Anything, to see what the view makes of it. */
  sendRaw(message: unknown): void {
    window.postMessage(message, location.origin);
  }

  async setStatus(
    phase: RunStatus['phase'],
    message = '',
    fraction: number | null = null,
    name: RunName = 'main',
  ): Promise<void> {
    const run = await this[name];
    if (!run) throw new Error('There is no such run.');
    run.status = { phase, message, fraction };
    this.send({ type: 'status', run: name, status: run.status });
  }

  /** Lets further events happen: `target` of them, or up to the samples after an epoch. */
  async advance(target: number | { readonly epoch: number }, name: RunName = 'main'): Promise<void> {
    (await this[name])?.advance(target, (event, status) => {
      this.send({ type: 'event', run: name, event });
      if (status) this.send({ type: 'status', run: name, status });
    });
  }

  private async begin(): Promise<void> {
    const [main, twin] = await Promise.all([this.main, this.twin]);
    const phase = query.get('phase') as RunStatus['phase'] | null;
    if (phase) {
      const fraction = query.get('fraction');
      main.status = {
        phase,
        message: query.get('message') ?? '',
        fraction: fraction === null ? null : Number(fraction),
      };
    }
    this.send({
      type: 'snapshot',
      protocol: protocolVersion,
      ...main.shown,
      twin: twin?.shown ?? null,
    });
    const pause = Number(query.get('play'));
    if (pause > 0) {
      setInterval(() => {
        void this.advance(1);
        void this.advance(1, 'twin');
      }, pause);
    }
  }

  private async sendEpochFile({ run, kind, epoch }: ViewMessageOf<'epochFile'>): Promise<void> {
    const played = run === 'main' || run === 'twin' ? await this[run] : null;
    const file = played && epochFile(kind, epoch, played);
    if (file && !this.lost.has(epoch)) this.send({ type: 'epochFile', run, file });
    else
      this.send({ type: 'noEpochFile', run, kind, epoch, message: `Epoch ${epoch} has no digits to show.` });
  }

  /** Undefined where they are lost. @param epoch undefined: the newest */
  private samplesAt(run: PlayedRun, epoch?: number): TrainerEventOf<'samples'> | undefined {
    if (epoch === undefined) return run.history?.samples.at(-1);
    const file = this.lost.has(epoch) ? undefined : epochFile('samples', epoch, run);
    return file?.type === 'samples' ? file : undefined;
  }

  private async inspect({ index, epoch }: ViewMessageOf<'inspect'>): Promise<void> {
    this.inspected = index;
    const main = await this.main;
    const { history } = main;
    const samples = this.samplesAt(main, epoch);
    const testCount = history?.started.dataset.testCount ?? 0;
    if (!history || !samples || index >= testCount) {
      this.send({
        type: 'cannotInspect',
        index,
        message: `There is no test digit ${index} to inspect${epoch === undefined ? '' : ` at epoch ${epoch}`}.`,
      });
      return;
    }
    this.send({
      type: 'event',
      run: 'main',
      event: pretendInspection(history, samples, index, this.inspections++),
    });
  }

  /** As if the network made of any image what it made of the first digit. */
  private async look({ question, image, epoch }: ViewMessageOf<'look'>): Promise<void> {
    const main = await this.main;
    const { history } = main;
    const samples = this.samplesAt(main, epoch);
    if (!history || !samples) {
      this.send({ type: 'cannotLook', question, message: 'There is no network to look at an image.' });
      return;
    }
    const inspection = pretendInspection(history, samples, 0, this.inspections++);
    this.send({
      type: 'looked',
      question,
      inspection: { ...inspection, index: null, label: null, pose: null, input: image },
    });
  }

  /** What was exported is found among `posted`. */
  private takeExport(question: number): void {
    const [outcome, message] = this.refusal
      ? (['failed', this.refusal] as const)
      : (['done', 'Saved.'] as const);
    this.send({ type: 'exported', question, outcome, message });
  }

  private async answer({ question, query, epoch }: ViewMessageOf<'query'>): Promise<void> {
    const main = await this.main;
    const { history } = main;
    const samples = this.samplesAt(main, epoch);
    const answer =
      history &&
      samples &&
      pretendAnswer(history, samples, positionOf(samples, this.inspected), query, (wanted) =>
        this.samplesAt(main, wanted),
      );
    if (answer) this.send({ type: 'answered', question, answer });
    else this.send({ type: 'unanswered', question, message: 'There is no network to ask.' });
  }

  private send(message: HostMessage): void {
    window.postMessage(message, location.origin);
  }
}

/** Among the sampled digits. */
function positionOf(samples: TrainerEventOf<'samples'>, index: number): number {
  const found = samples.digits.findIndex((digit) => digit.index === index);
  return found < 0 ? index % samples.digits.length : found;
}

/** The recording knows the sampled digits alone; any other index shows one of them under its own number. */
function pretendInspection(
  history: RunHistory,
  samples: TrainerEventOf<'samples'>,
  index: number,
  request: number,
): TrainerEventOf<'inspection'> {
  const at = positionOf(samples, index);
  const digit = samples.digits[at];
  const { classNames, testCount } = history.started.dataset;
  const lengthOf = ({ height, width, channels }: ImageSize): number => height * width * channels;
  const inputLength = lengthOf(samples.inputSize);
  const outputLength = lengthOf(samples.outputSize);
  const inThetas = history.thetas?.indices.indexOf(digit.index) ?? -1;
  // The rest of the probability falls off with each class's distance from the predicted one.
  const weights = classNames.map((_, name) =>
    name === digit.predicted ? 0 : 1 / (1 + ((name * 7 + index) % 9)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    type: 'inspection',
    request,
    index,
    testCount,
    label: digit.label,
    classNames: [...classNames],
    epoch: samples.epoch,
    batch: 0,
    theta: [...digit.theta],
    pose: history.thetas?.poses?.[inThetas] ?? null,
    probabilities: weights.map((weight, name) =>
      name === digit.predicted ? digit.probability : ((1 - digit.probability) * weight) / total,
    ),
    inputSize: samples.inputSize,
    outputSize: samples.outputSize,
    input: samples.inputs.slice(at * inputLength, (at + 1) * inputLength),
    output: samples.outputs.slice(at * outputLength, (at + 1) * outputLength),
    alignCorners: history.started.config.sampler.alignCorners,
  };
}

async function recordedEvents(): Promise<TrainerEvent[]> {
  const events = await fetchEvents(query.get('run'));
  return query.has('older') ? events.filter(({ type }) => type !== 'breakdown') : events;
}

pretendEditor(new FakeHost(recordedEvents()));
