/** An error whose message is meant for the user: one sentence on what was wrong, where, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
