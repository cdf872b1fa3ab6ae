/** Questions of one kind to the network, one at a time; only the newest that waits is asked next. */
import type { Answer, AnswerOf, Query } from '../../src/shared/queries';
import type { ViewMessage } from '../../src/shared/viewProtocol';
import { InspectionRequests, type Question } from './requests';

/** A batch of the slowest network takes less. */
const patienceMs = 15_000;

interface Asked<TKind extends Query['kind']> extends Question {
  readonly question: number;
  readonly query: Extract<Query, { kind: TKind }>;
  readonly take: (answer: AnswerOf<TKind>) => void;
}

export interface QueryLine {
  readonly post: (message: ViewMessage) => void;
  /** No question has the number of another. */
  readonly number: () => number;
  /** Of whose weights it is asked; undefined: the weights as they are now. */
  readonly epoch: () => number | undefined;
}

export class Queries<TKind extends Query['kind']> {
  private readonly requests: InspectionRequests<Asked<TKind>>;

  /** @param complain gets a sentence where there is no answer; an empty one when there is again */
  constructor(
    private readonly kind: TKind,
    private readonly line: QueryLine,
    private readonly complain: (sentence: string) => void,
  ) {
    this.requests = new InspectionRequests({
      patienceMs,
      send: ({ question, query }) => line.post({ type: 'query', question, query, epoch: line.epoch() }),
      giveUp: () =>
        complain(`This was not computed within ${patienceMs / 1000} seconds; the log may say why.`),
    });
  }

  ask(query: Extract<Query, { kind: TKind }>, take: (answer: AnswerOf<TKind>) => void): void {
    const question = this.line.number();
    this.requests.ask({ key: String(question), question, query, take });
  }

  answered(question: number, answer: Answer): void {
    const asked = this.requests.answered(String(question));
    if (!asked || !this.isMine(answer)) return;
    this.complain('');
    asked.take(answer);
  }

  unanswered(question: number, sentence: string): void {
    if (this.requests.answered(String(question))) this.complain(sentence);
  }

  private isMine(answer: Answer): answer is AnswerOf<TKind> {
    return answer.kind === this.kind;
  }
}
