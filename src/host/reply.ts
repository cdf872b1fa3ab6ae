/** A promise that somebody else keeps, within a time: no request waits for ever. */
export class Reply<T> {
  readonly promise: Promise<T>;
  private settle!: { resolve: (value: T) => void; reject: (error: Error) => void };
  private readonly timer: NodeJS.Timeout;

  /** @param timedOut called when the time is over; settles this reply itself, or leaves it to others */
  constructor(milliseconds: number, timedOut: (reply: Reply<T>) => void) {
    this.promise = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // Who asked may have gone meanwhile: a rejection that nobody hears is no crash.
    this.promise.catch(() => undefined);
    this.timer = setTimeout(() => timedOut(this), milliseconds);
  }

  resolve(value: T): void {
    clearTimeout(this.timer);
    this.settle.resolve(value);
  }

  reject(error: Error): void {
    clearTimeout(this.timer);
    this.settle.reject(error);
  }

  /** The other side is at work on it: the time starts anew. */
  refresh(): void {
    this.timer.refresh();
  }
}
