import { messageOf } from '../shared/messageOf';

export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** What an action gives, or the message of what it throws. */
export function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { ok: true, value: action() };
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}
