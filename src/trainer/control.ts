/** What a run is told while it goes on: to pause, to go on, to end, to change its settings. The loop heeds it between batches. */
import type { LiveSettings } from '../shared/liveSettings';
import type { SteeringCommand } from '../shared/trainerCommands';
import type { TrainerEventOf } from '../shared/trainerProtocol';

export class RunControl {
  private readonly stopping = new AbortController();
  /** Where the next pause is; `run`: nowhere. */
  private goal: 'pause' | 'batch' | 'epoch' | 'run' = 'run';
  private endsWithEpoch = false;
  private change: LiveSettings | undefined;
  private hasNews = false;
  private wake: (() => void) | undefined;
  private restingSince: number | undefined;
  private restedMilliseconds = 0;

  /** @param tell gets what changed of how training goes on */
  constructor(private readonly tell: (event: TrainerEventOf<'steering'>) => void) {}

  /** Aborted when the run is to stop. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get stopRequested(): boolean {
    return this.signal.aborted;
  }

  get stopsAfterEpoch(): boolean {
    return this.endsWithEpoch;
  }

  /** Milliseconds of a clock that stands still while training rests. */
  now(): number {
    return (this.restingSince ?? performance.now()) - this.restedMilliseconds;
  }

  stop(): void {
    this.stopping.abort();
    this.arouse();
  }

  obey(command: SteeringCommand): void {
    switch (command.type) {
      case 'pause':
        this.goal = 'pause';
        this.report();
        break;
      case 'advance':
        this.goal = command.by;
        break;
      case 'stopAfterEpoch':
        this.endsWithEpoch = command.wanted;
        this.report();
        break;
      case 'change':
        this.change = command.settings;
        break;
    }
    this.arouse();
  }

  /** The settings that were asked for last, once. */
  takeChange(): LiveSettings | undefined {
    const { change } = this;
    this.change = undefined;
    return change;
  }

  /** Whether training is to rest here, after the batch that it was told to go to. */
  isToRest(isEpochEnd: boolean): boolean {
    if (this.goal === 'batch' || (this.goal === 'epoch' && isEpochEnd)) this.goal = 'pause';
    return this.staysPaused;
  }

  /**
   * Rests until training is to go on or to stop.
   * @param meanwhile is called whenever there may be something to do without going on
   */
  async rest(meanwhile: () => Promise<void>): Promise<void> {
    this.restingSince = performance.now();
    this.report();
    while (this.staysPaused) {
      await this.news();
      await meanwhile();
    }
    this.restedMilliseconds += performance.now() - this.restingSince;
    this.restingSince = undefined;
    // After a single batch it rests again, which is told then.
    if (this.goal !== 'batch' && !this.stopRequested) this.report();
  }

  private get staysPaused(): boolean {
    return this.goal === 'pause' && !this.stopRequested;
  }

  private report(): void {
    const isResting = this.restingSince !== undefined;
    const state = isResting ? 'paused' : this.goal === 'pause' ? 'pausing' : 'running';
    this.tell({ type: 'steering', state, stopsAfterEpoch: this.endsWithEpoch });
  }

  /** Resolves at the next command, or at once where one came since the last call. */
  private async news(): Promise<void> {
    if (!this.hasNews) await new Promise<void>((resolve) => (this.wake = resolve));
    this.hasNews = false;
  }

  private arouse(): void {
    this.hasNews = true;
    this.wake?.();
    this.wake = undefined;
  }
}
