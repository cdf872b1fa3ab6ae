/** Messages and signals get their turn at least this often, in milliseconds. */
const turnMilliseconds = 20;

/** Lets the event loop run now and then: an engine's step is one synchronous call. */
export class Turns {
  private last = performance.now();

  async give(): Promise<void> {
    if (performance.now() - this.last < turnMilliseconds) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.last = performance.now();
  }
}
