/**
 * The weights of a run as they are now. Training hands out a copy between two batches, which takes a while: so whoever
 * keeps asking is given the newest copy there is, while a newer one is under way.
 */
import type { Moment } from './moment';

/** While training goes on, in milliseconds: of a copy that is given away, and of one that needs no successor yet. */
const oldest = 2000;
const renewed = 200;

export class LiveWeights {
  private newest: Moment | undefined;
  private takenAt = -Infinity;
  private coming: Promise<Moment> | undefined;
  private saved: (() => Moment) | undefined;

  /** @param take a copy of the weights; rejects where there are none */
  constructor(private readonly take: () => Promise<Moment>) {}

  async get(): Promise<Moment> {
    this.readSaved();
    const age = performance.now() - this.takenAt;
    if (this.newest && age < renewed) return this.newest;
    const coming = this.coming ?? this.renew();
    // Where that fails, the next one who asks is told.
    coming.catch(() => undefined);
    return this.newest && age < oldest ? this.newest : await coming;
  }

  /** The newest have been saved: training needs not hand them out. @param read them; may throw */
  areSaved(read: () => Moment): void {
    this.forget();
    this.saved = read;
  }

  /** The weights are others by now, and may stay as they are. */
  forget(): void {
    this.newest = this.coming = this.saved = undefined;
  }

  private readSaved(): void {
    const { saved } = this;
    this.saved = undefined;
    try {
      if (saved) this.know(saved());
    } catch {
      // The file may be damaged since: then training is asked.
    }
  }

  private know(moment: Moment): void {
    this.newest = moment;
    this.takenAt = performance.now();
    this.coming = undefined;
  }

  private renew(): Promise<Moment> {
    const coming = this.take();
    this.coming = coming;
    const isStill = (): boolean => this.coming === coming;
    return coming.then(
      (moment) => {
        if (isStill()) this.know(moment);
        return moment;
      },
      (error: unknown) => {
        if (isStill()) this.coming = undefined;
        throw error;
      },
    );
  }
}
