/** Which epoch is shown: the newest as it comes (live), one that was chosen, or one after the other (playing). */

export const speeds = [0.5, 1, 2, 4] as const;
export type Speed = (typeof speeds)[number];

/** How long an epoch stands at speed 1, in milliseconds. */
export const epochMs = 500;
/** How soon it is looked again whether the next epoch's samples have come, in milliseconds. */
export const retryMs = 20;

export interface PlayerListener {
  /** Whether this epoch can be shown at once; where it can't, playing waits for it. */
  readonly isReady: (epoch: number) => boolean;
  readonly changed: () => void;
}

export interface PlayerSettings {
  readonly isLooping: boolean;
  readonly speed: Speed;
}

export class EpochPlayer {
  private chosen = 0;
  private last = 0;
  private following = true;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looping: boolean;
  private factor: Speed;

  constructor(
    private readonly listener: PlayerListener,
    { isLooping, speed }: PlayerSettings = { isLooping: false, speed: 1 },
  ) {
    this.looping = isLooping;
    this.factor = speed;
  }

  /** The epoch to show; 0 is before training. */
  get epoch(): number {
    return this.following ? this.last : this.chosen;
  }

  /** The newest epoch there is. */
  get newest(): number {
    return this.last;
  }

  get isLive(): boolean {
    return this.following;
  }

  get isPlaying(): boolean {
    return this.timer !== undefined;
  }

  get isLooping(): boolean {
    return this.looping;
  }

  get speed(): Speed {
    return this.factor;
  }

  /** The run has come as far as this epoch; a lower one than before means another run, which is followed live. */
  grow(newest: number): void {
    if (newest < this.last) this.reset();
    this.last = newest;
  }

  /** Another run is shown. */
  reset(): void {
    this.pause();
    this.following = true;
    this.last = 0;
  }

  /** Shows one epoch and leaves live mode. */
  goTo(epoch: number): void {
    this.following = false;
    this.chosen = Math.max(0, Math.min(this.last, Math.round(epoch)));
    this.listener.changed();
  }

  goLive(): void {
    this.pause();
    this.following = true;
    this.listener.changed();
  }

  /** Begins anew where nothing follows. */
  play(): void {
    if (this.isPlaying || this.last === 0) return;
    if (this.epoch >= this.last) this.chosen = 0;
    this.following = false;
    this.schedule(epochMs / this.factor);
    this.listener.changed();
  }

  pause(): void {
    if (!this.isPlaying) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.listener.changed();
  }

  setLooping(isLooping: boolean): void {
    this.looping = isLooping;
    this.listener.changed();
  }

  /** Holds from the next step on. */
  setSpeed(speed: Speed): void {
    this.factor = speed;
    this.listener.changed();
  }

  /** The epoch that playing comes to next; undefined where it ends. */
  get next(): number | undefined {
    if (this.epoch < this.last) return this.epoch + 1;
    return this.looping ? 0 : undefined;
  }

  private schedule(ms: number): void {
    this.timer = setTimeout(() => this.step(), ms);
  }

  private step(): void {
    const { next } = this;
    if (next === undefined) {
      this.pause();
      return;
    }
    if (!this.listener.isReady(next)) {
      this.schedule(retryMs);
      return;
    }
    this.chosen = next;
    this.schedule(epochMs / this.factor);
    this.listener.changed();
  }
}
