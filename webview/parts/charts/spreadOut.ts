/**
 * Heights as near to the wanted ones as they can be (least squares, by pooling adjacent violators), in their order, so many
 * pixels apart, from top to bottom. Where there is no room for all of them they are closer.
 * @param wanted ascending
 */
export function spreadOut(wanted: readonly number[], apart: number, top: number, bottom: number): number[] {
  const distance = Math.min(apart, (bottom - top) / Math.max(1, wanted.length - 1));
  // Without the distances, heights need only not descend: those that would are pooled at their mean.
  const pools: { sum: number; count: number }[] = [];
  wanted.forEach((height, at) => {
    let pool = { sum: height - at * distance, count: 1 };
    for (
      let before = pools.at(-1);
      before && before.sum / before.count > pool.sum / pool.count;
      before = pools.at(-1)
    ) {
      pools.pop();
      pool = { sum: before.sum + pool.sum, count: before.count + pool.count };
    }
    pools.push(pool);
  });
  const most = bottom - (wanted.length - 1) * distance;
  return pools
    .flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count))
    .map((height, at) => Math.min(most, Math.max(top, height)) + at * distance);
}
