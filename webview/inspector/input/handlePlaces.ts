/** Where the handles of a moved image stand, and how it is moved when they are dragged. Lengths are pixels of the image. */
import { distortionMatrix } from '../../../src/shared/distortion';
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import type { GridPoint } from '../../parts/digits/gridLines';
import type { ImageWarp } from './imageWarp';

/** Of the turning handle from the image's middle along each axis: a digit's ink ends there. */
const reach = 10;

/** The middle of the image, from its top left corner. */
export function movingPlace(warp: ImageWarp, { height, width }: ImageSize): GridPoint {
  return { x: width / 2 + warp.x, y: height / 2 + warp.y };
}

/** At the top right of what is in the image. */
export function turningPlace(warp: ImageWarp, size: ImageSize): GridPoint {
  const [a, b, c, d] = distortionMatrix(warp.rotation, warp.scale, warp.shear);
  const middle = movingPlace(warp, size);
  return { x: middle.x + (a - b) * reach, y: middle.y + (c - d) * reach };
}

/** Turned and scaled so that the turning handle comes to stand at a point, or as near as may be. */
export function turnedTo(warp: ImageWarp, size: ImageSize, point: GridPoint): ImageWarp {
  const middle = movingPlace(warp, size);
  const [x, y] = [point.x - middle.x, point.y - middle.y];
  // Where it would stand unturned and unscaled; y points down.
  const [unturnedX, unturnedY] = [(1 - warp.shear) * reach, -reach];
  const turn = Math.atan2(-y, x) - Math.atan2(-unturnedY, unturnedX);
  const degrees = (turn * 180) / Math.PI;
  return {
    ...warp,
    rotation: degrees - 360 * Math.round(degrees / 360),
    scale: Math.hypot(x, y) / Math.hypot(unturnedX, unturnedY),
  };
}
