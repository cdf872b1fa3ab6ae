import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearFit } from '../../../src/shared/correlation';
import {
  comparableTerms,
  poseTerms,
  recoveredPoses,
  recoveryFit,
  undoing,
} from '../../../src/shared/recoveredPoses';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';

const affine = { kind: 'affine', controlPoints: 4, bounded: false } as const;
const translation = { ...affine, kind: 'translation' } as const;
const projective = { ...affine, kind: 'projective' } as const;

/** Takes the upright digit's points to those of the digit turned counter-clockwise as seen, scaled, then shifted. */
function distortion(degrees: number, scale = 1, shiftX = 0, shiftY = 0): number[] {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  // y points down, so counter-clockwise takes the x axis towards negative y.
  return [cosine, sine, shiftX, -sine, cosine, shiftY];
}

const poseOf = (matrix: readonly number[]): number[] => undoing(matrix) ?? [];

function thetasEvent(
  thetas: number[][],
  poses: number[][] | null,
  labels = thetas.map((_, at) => at % 10),
): TrainerEventOf<'thetas'> {
  const indices = thetas.map((_, at) => 10 * at);
  return { type: 'thetas', epoch: 1, indices, labels, predicted: labels, thetas, poses };
}

describe('a linear fit', () => {
  it('is that of NumPy', () => {
    const pairs = [
      [1, 2],
      [2, 1],
      [3, 5],
      [4, 3],
    ] as const;
    // numpy.corrcoef([1, 2, 3, 4], [2, 1, 5, 3])[0, 1]
    expect(linearFit(pairs)?.correlation).toBeCloseTo(0.52915026221, 10);
    // numpy.polyfit([1, 2, 3, 4], [2, 1, 5, 3], 1)[0]
    expect(linearFit(pairs)?.slope).toBeCloseTo(0.7, 10);
  });

  it('has a correlation of 1 or −1 on a line, whatever its slope', () => {
    const slopes = fc.integer({ min: 1, max: 1000 }).chain((size) => fc.constantFrom(size / 50, -size / 50));
    const xs = fc.uniqueArray(fc.integer({ min: -100, max: 100 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(slopes, xs, (slope, values) => {
        const found = linearFit(values.map((x) => [x, slope * x + 7]));
        expect(found?.correlation).toBeCloseTo(Math.sign(slope), 9);
        expect(found?.slope).toBeCloseTo(slope, 9);
      }),
    );
  });

  it('is not there where one side does not vary, or of fewer than three', () => {
    expect(linearFit([0.1, 0.2, 0.3].map((x) => [x, 0.1]))).toBeUndefined();
    expect(linearFit([0.1, 0.2, 0.3].map((x) => [0.7, x]))).toBeUndefined();
    expect(
      linearFit([
        [1, 1],
        [2, 2],
      ]),
    ).toBeUndefined();
  });
});

describe('a pose', () => {
  it('is undone by its inverse', () => {
    const matrix = distortion(33, 0.7, 0.2, -0.3);
    undoing(undoing(matrix) ?? [])?.forEach((value, at) => expect(value).toBeCloseTo(matrix[at], 12));
    expect(undoing([1, 2, 0, 2, 4, 0])).toBeUndefined();
    expect(undoing([NaN, 0, 0, 0, 1, 0])).toBeUndefined();
  });

  it('is told as the digit is seen: its angle, size and place', () => {
    const terms = poseTerms(distortion(35, 0.5, 0.25, -0.75));
    expect(terms.angle).toBeCloseTo(35, 9);
    expect(terms).toMatchObject({ shiftX: 0.25, shiftY: -0.75 });
    expect(terms.scale).toBeCloseTo(0.5, 12);
  });
});

describe('recovered poses', () => {
  const angles = [-80, -40, -10, 0, 25, 60, 90];

  it('equal the true ones where theta undoes the distortion exactly', () => {
    const matrices = angles.map((angle, at) => distortion(angle, 0.6 + at / 20, at / 10, -at / 20));
    const poses = recoveredPoses(thetasEvent(matrices, matrices.map(poseOf)), [affine]);
    expect(poses.map(({ index }) => index)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    for (const { truth, recovered } of poses) {
      expect(recovered.angle).toBeCloseTo(truth.angle, 6);
      expect(recovered.scale).toBeCloseTo(truth.scale, 6);
      expect(recovered.shiftX).toBeCloseTo(truth.shiftX, 6);
      expect(recovered.shiftY).toBeCloseTo(truth.shiftY, 6);
    }
    expect(poses.map(({ truth }) => Math.round(truth.angle))).toEqual(angles);
    expect(recoveryFit(poses, 'angle')?.correlation).toBeCloseTo(1, 9);
    expect(comparableTerms('affine', poses)).toEqual(['angle', 'scale', 'shiftX', 'shiftY']);
    expect(comparableTerms('attention', poses)).toEqual(['scale', 'shiftX', 'shiftY']);
    expect(comparableTerms('rotation', poses)).toEqual(['angle']);
  });

  it('are of the transformer that is asked for', () => {
    const matrices = angles.map((angle) => distortion(angle));
    const thetas = matrices.map((matrix) => [0.5, 0.25, ...matrix, 0, 0]);
    const event = thetasEvent(thetas, matrices.map(poseOf));
    const specs = [translation, projective];
    expect(recoveredPoses(event, specs, 0)[0].recovered).toEqual({
      ...{ angle: 0, scale: 1, shiftX: 0.5, shiftY: 0.25 },
    });
    expect(recoveryFit(recoveredPoses(event, specs, 1), 'angle')?.correlation).toBeCloseTo(1, 6);
    expect(recoveredPoses(event, specs, 2)).toEqual([]);
  });

  it('leave out what is no number, and are none where poses are not known', () => {
    const matrices = angles.map((angle) => distortion(angle));
    const poses = matrices.map(poseOf);
    const diverged = [matrices[0].map(() => NaN), ...matrices.slice(1)];
    expect(recoveredPoses(thetasEvent(diverged, poses), [affine])).toHaveLength(angles.length - 1);
    expect(recoveredPoses(thetasEvent(matrices, null), [affine])).toEqual([]);
    expect(recoveredPoses(thetasEvent([[]], [poses[0]]), [])).toEqual([]);
  });

  it('have nothing to compare where no pose varies', () => {
    const matrices = angles.map((angle) => distortion(angle));
    const same = matrices.map(() => poseOf(distortion(20)));
    expect(comparableTerms('affine', recoveredPoses(thetasEvent(matrices, same), [affine]))).toEqual([]);
    expect(comparableTerms('affine', [])).toEqual([]);
  });
});
