/** What went wrong, as an event. */
import { messageOf } from '../shared/messageOf';
import type { TrainerEventOf } from '../shared/trainerProtocol';
import { UserError } from './userError';

/** One sentence for the user; the stack only of what nobody foresaw. */
export function failureEvent(error: unknown): TrainerEventOf<'failed'> {
  if (error instanceof UserError || !(error instanceof Error)) {
    return { type: 'failed', message: messageOf(error) };
  }
  return { type: 'failed', message: messageOf(error), detail: error.stack ?? '' };
}
