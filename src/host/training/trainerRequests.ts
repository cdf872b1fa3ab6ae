/** What the trainer was asked and has not answered yet. */
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';
import { FaultError } from '../fault';
import { Reply } from '../reply';

/** The answers that name the request they are for. */
export type Reported = TrainerEventOf<'inspection'> | TrainerEventOf<'answer'> | TrainerEventOf<'benchmark'>;

export class TrainerRequests {
  private readonly pending = new Map<
    number,
    { readonly type: Reported['type']; readonly reply: Reply<Reported> }
  >();
  private last = 0;

  /** @param timeout milliseconds from a request to its answer, or since the last sign of work on it */
  constructor(private readonly timeout: number) {}

  /**
   * @param send sends the request of this number
   * @throws FaultError where the trainer can't, or doesn't answer in time, or dies
   */
  ask<T extends Reported['type']>(type: T, send: (request: number) => void): Promise<TrainerEventOf<T>> {
    const request = ++this.last;
    const reply = replyWithin<Reported>(this.timeout, () => this.pending.delete(request));
    this.pending.set(request, { type, reply });
    send(request);
    // `settle` lets no other answer through.
    return reply.promise as Promise<TrainerEventOf<T>>;
  }

  /** Hands an answer to who asked. @returns whether the event was an answer at all */
  settle(event: TrainerEvent): boolean {
    switch (event.type) {
      case 'inspection':
      case 'answer':
      case 'benchmark':
        if (this.pending.get(event.request)?.type === event.type) this.take(event.request)?.resolve(event);
        return true;
      case 'requestFailed':
        this.take(event.request)?.reject(new FaultError({ kind: 'refused', message: event.message }));
        return true;
      default:
        return false;
    }
  }

  /** The trainer is at work: every request's time starts anew. */
  refresh(): void {
    for (const { reply } of this.pending.values()) reply.refresh();
  }

  rejectAll(error: FaultError): void {
    for (const { reply } of this.pending.values()) reply.reject(error);
    this.pending.clear();
  }

  private take(request: number): Reply<Reported> | undefined {
    const asked = this.pending.get(request);
    this.pending.delete(request);
    return asked?.reply;
  }
}

/** A reply that is rejected when nobody gave it within so many milliseconds. */
export function replyWithin<T>(timeout: number, forget?: () => void): Reply<T> {
  return new Reply<T>(timeout, (reply) => {
    forget?.();
    reply.reject(new FaultError({ kind: 'noAnswer', seconds: timeout / 1000 }));
  });
}
