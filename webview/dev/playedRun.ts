/** A recorded run that happens again, event by event, as the extension's run store tells of it. */
import { applyEvent, snapshotOf, type RunHistory } from '../../src/shared/runHistory';
import type { RunName } from '../../src/shared/runPair';
import type { TrainerEvent } from '../../src/shared/trainerProtocol';
import type { HostMessage, RunStatus } from '../../src/shared/viewProtocol';

export class PlayedRun {
  history: RunHistory | undefined;
  status: RunStatus = { phase: 'idle', message: '', fraction: null };
  private at = 0;

  constructor(
    private readonly name: RunName,
    readonly events: readonly TrainerEvent[],
  ) {}

  /** As the snapshot has it. */
  get shown() {
    return { status: this.status, history: this.history ? snapshotOf(this.history) : null };
  }

  /** Lets events happen before anybody looks. */
  skip(count: number): void {
    for (; this.at < Math.min(count, this.events.length); this.at++) this.apply(this.events[this.at]);
  }

  /** Lets further events happen: `target` of them, or up to the samples after an epoch. */
  advance(target: number | { readonly epoch: number }, send: (message: HostMessage) => void): void {
    const { events, name: run } = this;
    const end =
      typeof target === 'number'
        ? this.at + target
        : events.findIndex((event) => event.type === 'samples' && event.epoch === target.epoch) + 1;
    for (; this.at < Math.min(end, events.length); this.at++) {
      const before = this.status;
      this.apply(events[this.at]);
      send({ type: 'event', run, event: events[this.at] });
      if (this.status !== before) send({ type: 'status', run, status: this.status });
    }
  }

  private apply(event: TrainerEvent): void {
    // A copy: the view's own history must not grow with the host's.
    this.history = applyEvent(this.history && { ...this.history }, event);
    if (event.type === 'started') this.status = { phase: 'training', message: '', fraction: null };
    if (event.type === 'finished') {
      const phase = event.outcome === 'completed' ? 'finished' : 'stopped';
      this.status = { phase, message: '', fraction: null };
    }
    if (event.type === 'failed') this.status = { phase: 'failed', message: event.message, fraction: null };
  }
}
