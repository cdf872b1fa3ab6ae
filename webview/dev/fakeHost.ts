/**
 * Stands in for the extension host in a plain browser: replays a recorded run's events to the view on the page, and
 * answers its questions. For development and tests; no part of the product.
 *
 * In the address: `theme` (light, dark, high-contrast, high-contrast-light), `at` (the number of events that have
 * happened; all by default), `play` (milliseconds between two further events), `phase` and `message` (of the status).
 */
import { decodeLine } from '../../src/shared/messages';
import { applyEvent, withNewestSamples, type RunHistory } from '../../src/shared/runHistory';
import { protocolVersion, type TrainerEvent, type TrainerEventOf } from '../../src/shared/trainerProtocol';
import type { HostMessage, RunStatus, ViewMessage } from '../../src/shared/viewProtocol';
import { applyTheme, type ThemeName } from './themes';

const query = new URLSearchParams(location.search);

class FakeHost {
  /** What the view has said. */
  readonly posted: ViewMessage[] = [];
  /** Not answered, to see a trainer that died. */
  isDeaf = false;
  private history: RunHistory | undefined;
  private status: RunStatus = { phase: 'idle', message: '', fraction: null };
  private at = 0;
  private inspections = 0;

  constructor(private readonly events: Promise<TrainerEvent[]>) {}

  setTheme(name: ThemeName): void {
    applyTheme(name);
  }

  receive(message: ViewMessage): void {
    this.posted.push(message);
    if (message.type === 'ready') void this.begin();
    if (message.type === 'inspect' && document.body.dataset.view === 'inspector' && !this.isDeaf) {
      this.inspect(message.index);
    }
  }

  /** Anything, to see what the view makes of it. */
  sendRaw(message: unknown): void {
    window.postMessage(message, location.origin);
  }

  setStatus(phase: RunStatus['phase'], message = '', fraction: number | null = null): void {
    this.status = { phase, message, fraction };
    this.send({ type: 'status', run: 'main', status: this.status });
  }

  /** Lets further events happen: `count` of them, or up to the samples after an epoch. */
  async advance(target: number | { readonly epoch: number }): Promise<void> {
    const events = await this.events;
    const end =
      typeof target === 'number'
        ? this.at + target
        : events.findIndex((event) => event.type === 'samples' && event.epoch === target.epoch) + 1;
    for (; this.at < Math.min(end, events.length); this.at++) {
      const before = this.status;
      this.apply(events[this.at]);
      this.send({ type: 'event', run: 'main', event: events[this.at] });
      if (this.status !== before) this.send({ type: 'status', run: 'main', status: this.status });
    }
  }

  private async begin(): Promise<void> {
    const events = await this.events;
    const at = Number(query.get('at') ?? events.length);
    for (; this.at < Math.min(at, events.length); this.at++) this.apply(events[this.at]);
    const phase = query.get('phase') as RunStatus['phase'] | null;
    if (phase) {
      const fraction = query.get('fraction');
      this.status = {
        phase,
        message: query.get('message') ?? '',
        fraction: fraction === null ? null : Number(fraction),
      };
    }
    this.send({
      type: 'snapshot',
      protocol: protocolVersion,
      status: this.status,
      history: this.history ? withNewestSamples(this.history) : null,
      twin: null,
    });
    const pause = Number(query.get('play'));
    if (pause > 0) setInterval(() => void this.advance(1), pause);
  }

  private apply(event: TrainerEvent): void {
    // A copy: the view's own history must not grow with the host's.
    this.history = applyEvent(this.history && { ...this.history }, event);
    if (event.type === 'started') this.status = { phase: 'training', message: '', fraction: null };
    if (event.type === 'finished') {
      this.status = {
        phase: event.outcome === 'completed' ? 'finished' : 'stopped',
        message: '',
        fraction: null,
      };
    }
    if (event.type === 'failed') this.status = { phase: 'failed', message: event.message, fraction: null };
  }

  private inspect(index: number): void {
    const samples = this.history?.samples.at(-1);
    const testCount = this.history?.started.dataset.testCount ?? 0;
    if (!this.history || !samples || index >= testCount) {
      this.send({ type: 'cannotInspect', index, message: `There is no test digit ${index} to inspect.` });
      return;
    }
    this.send({
      type: 'event',
      run: 'main',
      event: pretendInspection(this.history, samples, index, this.inspections++),
    });
  }

  private send(message: HostMessage): void {
    window.postMessage(message, location.origin);
  }
}

/** The recording knows the sampled digits alone; any other index shows one of them under its own number. */
function pretendInspection(
  history: RunHistory,
  samples: TrainerEventOf<'samples'>,
  index: number,
  request: number,
): TrainerEventOf<'inspection'> {
  const found = samples.digits.findIndex((digit) => digit.index === index);
  const at = found < 0 ? index % samples.digits.length : found;
  const digit = samples.digits[at];
  const { classNames, testCount } = history.started.dataset;
  const inputLength = samples.inputSize.height * samples.inputSize.width;
  const outputLength = samples.outputSize.height * samples.outputSize.width;
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
    pose: null,
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
  const answer = await fetch('/events.jsonl');
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => decodeLine(line) as TrainerEvent);
}

const fakeHost = new FakeHost(recordedEvents());
fakeHost.setTheme((query.get('theme') as ThemeName | null) ?? 'dark');

const stateKey = `state of ${document.body.dataset.view ?? ''}`;

Object.assign(window, {
  fakeHost,
  acquireVsCodeApi: () => ({
    postMessage: (message: ViewMessage) => fakeHost.receive(message),
    getState: () => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') as unknown,
    setState: (state: object) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
  }),
});
