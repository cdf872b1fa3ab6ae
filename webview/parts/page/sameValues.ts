/** Whether two lists hold the same values, each one the other's: what was drawn of them needs no drawing anew. */
export function hasSameValues(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((value, at) => value === others[at]);
}
