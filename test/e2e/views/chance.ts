/** Numbers that look random and are the same in every run of the tests. */

/** From 0 to 1, always the same for an index and a use. */
export function chance(index: number, use: number): number {
  const mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(use + 1, 0x85ebca6b);
  const hashed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((hashed ^ (hashed >>> 13)) >>> 0) / 2 ** 32;
}
