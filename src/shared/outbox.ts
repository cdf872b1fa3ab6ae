/**
 * Messages on their way to somebody who may be slower than their sender: what waits must not fill the memory, and what
 * matters must not be lost.
 */
export class Outbox<TMessage> {
  private waiting = 0;

  /**
   * @param write calls `done` when the message is gone, whether it arrived or not
   * @param room how many others may wait before this one is left out; Infinity: it never is
   */
  constructor(
    private readonly write: (message: TMessage, done: () => void) => void,
    private readonly room: (message: TMessage) => number,
  ) {}

  /** @returns whether it is sent */
  send(message: TMessage): boolean {
    if (this.waiting > this.room(message)) return false;
    this.waiting++;
    this.write(message, () => this.waiting--);
    return true;
  }
}

/**
 * The `room` of a trainer's event: of batches a chart needs few, and of sampled digits and thetas the newest; the run
 * folder has all of them. Everything else tells the run's story.
 */
export function roomForEvent({ type }: { readonly type: string }): number {
  switch (type) {
    case 'batch':
    case 'preparing':
      return 16;
    case 'samples':
    case 'thetas':
      return 64;
    default:
      return Infinity;
  }
}
