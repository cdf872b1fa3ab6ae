import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movingPlace, turnedTo, turningPlace } from '../../../webview/inspector/input/handlePlaces';
import { unwarped } from '../../../webview/inspector/input/imageWarp';

const size = { height: 42, width: 42, channels: 1 };

describe('the handles of a moved image', () => {
  it('stand in its middle and at the top right of its digit', () => {
    expect(movingPlace({ ...unwarped, x: 3, y: -2 }, size)).toEqual({ x: 24, y: 19 });
    expect(turningPlace(unwarped, size)).toEqual({ x: 31, y: 11 });
    const turned = turningPlace({ ...unwarped, rotation: 90, scale: 1.5 }, size);
    expect(turned).toEqual({ x: expect.closeTo(6, 9) as number, y: expect.closeTo(6, 9) as number });
  });

  it('turn and scale it to where they are dragged', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -179, max: 179 }),
        fc.double({ min: 0.5, max: 1.5, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: -9, max: 9 }),
        (rotation, scale, shear, x) => {
          const warp = { rotation, scale, shear, x, y: -x };
          const from = { ...warp, rotation: 0, scale: 1 };
          const dragged = turnedTo(from, size, turningPlace(warp, size));
          expect(dragged.rotation).toBeCloseTo(rotation, 6);
          expect(dragged.scale).toBeCloseTo(scale, 6);
          expect(dragged).toMatchObject({ shear, x, y: -x });
        },
      ),
    );
  });
});
