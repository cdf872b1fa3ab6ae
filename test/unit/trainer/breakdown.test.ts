import { describe, expect, it } from 'vitest';
import { breakDown } from '../../../src/trainer/observation/breakdown';

const affine = { kind: 'affine', controlPoints: 4, bounded: false } as const;
const translation = { ...affine, kind: 'translation' } as const;

/** Of digits in order. */
function answers(predicted: number[], thetas: number[][] = predicted.map(() => [])) {
  return {
    predicted: Uint8Array.from(predicted),
    probabilities: new Float32Array(predicted.length),
    thetas: Float32Array.from(thetas.flat()),
  };
}

/** Turns the grid clockwise by so many degrees, and makes it as wide as `scale` images. */
function turned(degrees: number, scale = 1): number[] {
  const angle = (degrees * Math.PI) / 180;
  return [scale * Math.cos(angle), -Math.sin(angle), 0, scale * Math.sin(angle), Math.cos(angle), 0];
}

describe('a breakdown of the test set', () => {
  it('counts what is taken for what', () => {
    const { confusion, poses } = breakDown(Uint8Array.of(0, 0, 1, 2, 2), answers([0, 2, 1, 2, 1]), 3, []);
    expect(confusion).toEqual([
      [1, 0, 1],
      [0, 1, 0],
      [0, 1, 1],
    ]);
    expect(poses).toEqual([]);
  });

  it('tells how theta spreads, of all digits and of each class', () => {
    const thetas = [1, 2, 3, 4, 5].map((scale) => turned(30, scale));
    const { poses } = breakDown(Uint8Array.of(0, 0, 0, 0, 1), answers([0, 0, 0, 0, 1], thetas), 3, [affine]);
    const [{ all, classes }] = poses;
    expect(all.scaleX).toEqual([1.2, 2, 3, 4, 4.8]);
    expect(all.rotation).toEqual([-30, -30, -30, -30, -30]);
    expect(classes[0]?.scaleX[2]).toBe(2.5);
    expect(classes[1]?.scaleX).toEqual([5, 5, 5, 5, 5]);
    expect(classes[2]).toBeNull();
  });

  it('keeps angles on both sides of half a turn together', () => {
    const thetas = [170, 175, 180, -175, -170].map((angle) => turned(-angle));
    const [{ all }] = breakDown(new Uint8Array(5), answers([0, 0, 0, 0, 0], thetas), 1, [affine]).poses;
    const [low, , middle, , high] = all.rotation;
    expect(Math.abs(middle)).toBe(180);
    expect(high - low).toBeCloseTo(18, 1);
  });

  it('tells of each transformer by its own numbers', () => {
    const thetas = [
      [...turned(0), 0.5, -0.25],
      [...turned(0), 0.5, -0.25],
    ];
    const { poses } = breakDown(new Uint8Array(2), answers([0, 0], thetas), 1, [affine, translation]);
    expect(poses.map(({ all }) => [all.translationX[2], all.translationY[2]])).toEqual([
      [0, 0],
      [0.5, -0.25],
    ]);
  });
});
