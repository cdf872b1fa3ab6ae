import { describe, expect, it } from 'vitest';
import { unwarped } from '../../../webview/inspector/input/imageWarp';
import {
  describeResponse,
  responseOf,
  sweptImages,
  sweptRotations,
} from '../../../webview/inspector/further/response';

const size = { height: 3, width: 3, channels: 1 };
const image = Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80, 90);
const affine = { kind: 'affine', controlPoints: 4, bounded: false } as const;
const names = ['0', '1'];

/** As if the grid turned by half of the input's rotation, and class 1 were read from −60° to +30°. */
function answer() {
  return {
    kind: 'survey' as const,
    thetas: sweptRotations.map((rotation) => {
      const angle = (-rotation / 2 / 180) * Math.PI;
      return [Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle), 0];
    }),
    logProbabilities: sweptRotations.map((rotation) =>
      (rotation >= -60 && rotation <= 30 ? [0.1, 0.9] : [0.8, 0.2]).map(Math.log),
    ),
  };
}

describe('the response to rotation', () => {
  it('is asked with copies from −90° to 90°, moved as the input is but for its rotation', () => {
    const images = sweptImages(image, size, { ...unwarped, rotation: 30 });
    const at = (rotation: number): number[] => {
      const first = sweptRotations.indexOf(rotation) * image.length;
      return [...images.subarray(first, first + image.length)];
    };
    expect(images).toHaveLength(37 * 9);
    expect(at(0)).toEqual([...image]);
    expect(at(90)).toEqual([30, 60, 90, 20, 50, 80, 10, 40, 70]);
    expect(at(-90)).toEqual([70, 40, 10, 80, 50, 20, 90, 60, 30]);
    const moved = sweptImages(image, size, { ...unwarped, x: 1 });
    expect([...moved.subarray(18 * 9, 19 * 9)]).toEqual([0, 10, 20, 0, 40, 50, 0, 70, 80]);
  });

  it('tells the grid’s angle and what is read at each rotation', () => {
    const points = responseOf(answer(), [affine]);
    expect(points.map(({ rotation }) => rotation)).toEqual(sweptRotations);
    for (const { rotation, angles } of points) expect(angles[0]).toBeCloseTo(rotation / 2, 5);
    expect(points.at(0)).toMatchObject({ predicted: 0 });
    expect(points.at(18)?.probabilities[1]).toBeCloseTo(0.9, 5);
  });

  it('is told in words', () => {
    const points = responseOf(answer(), [affine]);
    expect(describeResponse(points, 1, names)).toBe(
      'Read as 1 from −60° to +30°. The grid turns by 0.50° for each degree of the input’s.',
    );
    expect(describeResponse(points, 0, names)).toMatch(/^Read as 0 from −90° to −65°, from \+35° to \+90°\./);
    expect(describeResponse(points, -1, names)).toMatch(/^Nowhere read as/);
  });

  it('says that a grid stands still where it all but does', () => {
    const thetas = sweptRotations.map((rotation) => [1, rotation / 1e6, 0, rotation / 1e6, 1, 0]);
    const points = responseOf({ ...answer(), thetas }, [affine]);
    expect(describeResponse(points, 1, names)).toContain('The grid turns by 0.00° for each degree');
  });

  it('has no angle without a transformer', () => {
    const points = responseOf({ ...answer(), thetas: sweptRotations.map(() => []) }, []);
    expect(points[0].angles).toEqual([]);
    expect(describeResponse(points, 1, names)).toBe('Read as 1 from −60° to +30°.');
  });
});
