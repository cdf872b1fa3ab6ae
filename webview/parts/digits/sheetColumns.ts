/** How many pictures of a drawing stand side by side. */

/** As wide as a slide. */
const wantedAspect = 1.7;

/** How much worse a place that stays empty is than another shape. */
const emptiness = 6;

/** So that the whole is about as wide as a slide, and its last row is rather full. @param count at least 1 */
export function columnsFor(count: number, width: number, height: number): number {
  let [best, least] = [1, Infinity];
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const strangeness = Math.abs(Math.log((columns * width) / (rows * height) / wantedAspect));
    const empty = (emptiness * (rows * columns - count)) / count;
    if (strangeness + empty >= least) continue;
    [best, least] = [columns, strangeness + empty];
  }
  return best;
}
