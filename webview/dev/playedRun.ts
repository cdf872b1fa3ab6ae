/** A recorded run that happens again, event by event, as the extension's run store tells of it. */
import { applyEvent, snapshotOf, type RunHistory } from '../../src/shared/runHistory';
import type { TrainerEvent } from '../../src/shared/trainerProtocol';
import type { RunStatus } from '../../src/shared/viewProtocol';

export class PlayedRun {
  history: RunHistory | undefined;
  status: RunStatus = { phase: 'idle', message: '', fraction: null };
  private at = 0;

  constructor(readonly events: readonly TrainerEvent[]) {}

  /** As the snapshot has it. */
  get shown() {
    return { status: this.status, history: this.history ? snapshotOf(this.history) : null };
  }

  /** Lets events happen before anybody looks. */
  skip(count: number): void {
    for (; this.at < Math.min(count, this.events.length); this.at++) this.apply(this.events[this.at]);
  }

  /**
   * Lets further events happen.
   * @param target so many, or up to the samples after an epoch
   * @param tell gets each, and where the run stands, if that has changed
   */
  advance(
    target: number | { readonly epoch: number },
    tell: (event: TrainerEvent, status?: RunStatus) => void,
  ): void {
    const { events } = this;
    const end =
      typeof target === 'number'
        ? this.at + target
        : events.findIndex((event) => event.type === 'samples' && event.epoch === target.epoch) + 1;
    for (; this.at < Math.min(end, events.length); this.at++) {
      const before = this.status;
      this.apply(events[this.at]);
      tell(events[this.at], this.status === before ? undefined : this.status);
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
