/** How pixels become the network's numbers. */
import type { Normalization } from './types';

/** MNIST's, as the tutorial has them. */
export const mnistNormalization: Normalization = { mean: 0.1307, deviation: 0.3081 };

/** Mean and standard deviation of pixel/255 over all pixels; exact, since it counts each of the 256 values. */
export function measureNormalization(pixels: Uint8Array): Normalization {
  // Neighbours are often equal; four tallies keep one addition from waiting for the last.
  const tallies = [0, 1, 2, 3].map(() => new Float64Array(256));
  const [first, second, third, fourth] = tallies;
  const whole = pixels.length - (pixels.length % 4);
  for (let at = 0; at < whole; at += 4) {
    first[pixels[at]]++;
    second[pixels[at + 1]]++;
    third[pixels[at + 2]]++;
    fourth[pixels[at + 3]]++;
  }
  for (let at = whole; at < pixels.length; at++) first[pixels[at]]++;
  let sum = 0;
  let squares = 0;
  for (let value = 0; value < 256; value++) {
    const count = first[value] + second[value] + third[value] + fourth[value];
    sum += count * value;
    squares += count * value * value;
  }
  const count = Math.max(1, pixels.length);
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  // Images of one colour would be divided by zero.
  return { mean: mean / 255, deviation: variance > 0 ? Math.sqrt(variance) / 255 : 1 };
}

/**
 * The network's number for each of the 256 pixel values, with the roundings to float32 that PyTorch's ToTensor and
 * Normalize make.
 */
export function normalizationTable({ mean, deviation }: Normalization): Float32Array {
  const roundedMean = Math.fround(mean);
  const roundedDeviation = Math.fround(deviation);
  return Float32Array.from({ length: 256 }, (_, pixel) =>
    Math.fround(Math.fround(Math.fround(pixel / 255) - roundedMean) / roundedDeviation),
  );
}
