/** What a thrown value says: an error's message, anything else as text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What others wrote, for the middle of a sentence: on one line, and no longer than so many characters. */
export function inBrief(text: string, longest = 200): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
