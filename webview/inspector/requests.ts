/**
 * One question to the trainer at a time: an arrow key held down asks 30 times a second, a slider 60 times, and only the
 * last input asked for is wanted. A question that stays unanswered is given up, and said to be.
 */

export interface Question {
  /** The answer has the same. */
  readonly key: string;
}

export interface Asker<TQuestion extends Question> {
  readonly send: (question: TQuestion) => void;
  /** No answer came in time. */
  readonly giveUp: (question: TQuestion) => void;
  readonly patienceMs: number;
}

export class InspectionRequests<TQuestion extends Question> {
  private asked: TQuestion | undefined;
  private next: TQuestion | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly asker: Asker<TQuestion>) {}

  get isWaiting(): boolean {
    return this.asked !== undefined;
  }

  ask(question: TQuestion): void {
    if (this.asked) this.next = question;
    else this.send(question);
  }

  /**
   * An answer with this key came, good or bad.
   * @returns the question; undefined where it was not the one that waits
   */
  answered(key: string): TQuestion | undefined {
    const { asked, next } = this;
    if (asked?.key !== key) return undefined;
    this.clear();
    this.next = undefined;
    if (next) this.send(next);
    return asked;
  }

  private send(question: TQuestion): void {
    this.asked = question;
    this.timer = setTimeout(() => {
      this.answered(question.key);
      // Where another was waiting, it is being asked now: nothing to complain of yet.
      if (!this.asked) this.asker.giveUp(question);
    }, this.asker.patienceMs);
    this.asker.send(question);
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.asked = undefined;
  }
}
