/**
 * Normal numbers by the ziggurat (Marsaglia and Tsang 2000, "The Ziggurat Method for Generating Random Variables"): the area
 * under the bell is covered with layers of equal area, in all of which but their ends any point is under the bell, so that
 * a number mostly takes one random word and no logarithm. An image of E takes 32 of them.
 */

export interface RandomWords {
  /** Uniform over −2³¹ … 2³¹ − 1. */
  word(): number;
  /** Uniform in [0, 1). */
  unit(): number;
}

const layerBits = 7;
const layers = 1 << layerBits;
/** Of so many layers, where the lowest one's tail begins, and the area of each: the paper's. */
const tailStart = 3.442619855899;
const layerArea = 9.91256303526217e-3;
/** A word's other bits are a place in the layer, from this below the middle to this above. */
const placeScale = 2 ** (31 - layerBits);

const bell = (x: number): number => Math.exp(-0.5 * x * x);

/** Where each layer ends, from the lowest up, which is as long as if all of its area were a box; and the bell's top. */
const ends = new Float64Array(layers + 1);
ends[0] = layerArea / bell(tailStart);
ends[1] = tailStart;
for (let layer = 2; layer < layers; layer++) {
  const below = ends[layer - 1];
  ends[layer] = Math.sqrt(-2 * Math.log(layerArea / below + bell(below)));
}
/** How high the bell is at each layer's end. */
const heights = ends.map(bell);
/** Of each layer: what makes a place a number, and the nearest place that may not be under the bell. */
const scales = ends.map((end) => end / placeScale);
const safe = Float64Array.from(
  { length: layers },
  (_, layer) => (ends[layer + 1] / ends[layer]) * placeScale,
);

/** @returns a number of the standard normal distribution */
export function normal(random: RandomWords): number {
  for (;;) {
    const word = random.word();
    const layer = word & (layers - 1);
    const place = word >> layerBits;
    const x = place * scales[layer];
    if (Math.abs(place) < safe[layer]) return x;
    if (layer === 0) return tail(random) * Math.sign(x);
    const height = heights[layer] + random.unit() * (heights[layer + 1] - heights[layer]);
    if (height < bell(x)) return x;
  }
}

/** What is beyond the start of the tail (Marsaglia 1964). */
function tail(random: RandomWords): number {
  for (;;) {
    // 1 - u is never 0.
    const beyond = -Math.log(1 - random.unit()) / tailStart;
    if (-2 * Math.log(1 - random.unit()) > beyond * beyond) return tailStart + beyond;
  }
}
