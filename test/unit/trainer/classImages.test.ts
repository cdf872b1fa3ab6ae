import { describe, expect, it } from 'vitest';
import { ClassImages } from '../../../src/trainer/observation/classImages';

/** Images of two pixels. */
function summed(
  images: readonly (readonly [label: number, one: number, two: number])[],
  classes = 2,
): ClassImages {
  const sums = new ClassImages(classes, 2);
  for (const [label, one, two] of images) sums.add(label, Uint8Array.of(9, one, two), 1);
  return sums;
}

describe('the images of several classes', () => {
  it('have a mean and a doubled standard deviation of each pixel', () => {
    const sums = summed(
      [
        [0, 10, 100],
        [0, 20, 100],
        [2, 255, 0],
        [2, 0, 7],
      ],
      3,
    );
    expect([...sums.means()]).toEqual([15, 100, 0, 0, 128, 4]);
    expect([...sums.doubledDeviations()]).toEqual([10, 0, 0, 0, 255, 7]);
  });

  it('are wholly explained by the class where those of a class are the same', () => {
    expect(
      summed([
        [0, 10, 20],
        [0, 10, 20],
        [1, 200, 0],
        [1, 200, 0],
      ]).explainedShare(),
    ).toBeCloseTo(1, 12);
  });

  it('are not explained at all where classes have the same mean', () => {
    expect(
      summed([
        [0, 0, 50],
        [0, 100, 50],
        [1, 50, 0],
        [1, 50, 100],
      ]).explainedShare(),
    ).toBeCloseTo(0, 12);
  });

  it('are explained by between over total sum of squares', () => {
    // Means 10 and 30 of all 20: between 4 · 10², within 4 · 5².
    expect(
      summed([
        [0, 5, 0],
        [0, 15, 0],
        [1, 25, 0],
        [1, 35, 0],
      ]).explainedShare(),
    ).toBeCloseTo(0.8, 12);
  });

  it('gain nothing from images that pale', () => {
    const images = [
      [0, 40, 8],
      [0, 80, 0],
      [1, 120, 40],
      [1, 200, 80],
    ] as const;
    const paled = images.map(([label, one, two]) => [label, one / 4, two / 4] as const);
    expect(summed(paled).explainedShare()).toBeCloseTo(summed(images).explainedShare(), 12);
  });

  it('say nothing where no pixel varies', () => {
    expect(
      summed([
        [0, 7, 7],
        [1, 7, 7],
      ]).explainedShare(),
    ).toBeNaN();
  });
});
