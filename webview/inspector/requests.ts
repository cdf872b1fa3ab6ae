/**
 * One question to the trainer at a time: an arrow key held down asks 30 times a second, and only the last digit asked
 * for is wanted. A question that stays unanswered is given up, and said to be.
 */
export interface Asker {
  readonly send: (index: number) => void;
  /** No answer came in time. */
  readonly giveUp: (index: number) => void;
  readonly patienceMs: number;
}

export class InspectionRequests {
  private asked: number | undefined;
  private next: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly asker: Asker) {}

  get isWaiting(): boolean {
    return this.asked !== undefined;
  }

  ask(index: number): void {
    if (this.asked !== undefined) this.next = index;
    else this.send(index);
  }

  /** An answer for this digit came, good or bad. */
  answered(index: number): void {
    if (index !== this.asked) return;
    this.clear();
    const { next } = this;
    this.next = undefined;
    if (next !== undefined) this.send(next);
  }

  private send(index: number): void {
    this.asked = index;
    this.timer = setTimeout(() => {
      this.answered(index);
      // Where another digit was waiting, it is being asked for now: nothing to complain of yet.
      if (this.asked === undefined) this.asker.giveUp(index);
    }, this.asker.patienceMs);
    this.asker.send(index);
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.asked = undefined;
  }
}
