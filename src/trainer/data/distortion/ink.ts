/** Where the ink of a digit lies: nothing else has to be drawn. */
import { digitEdge } from '../../../shared/distortion';

/**
 * The smallest box around each image's ink.
 * @param images raw pixels of 28×28 digits
 * @returns left, top, right, bottom of each: the outermost pixels that hold ink; left > right where there is none
 */
export function inkBoxes(images: Uint8Array, boxes: Uint8Array): void {
  const pixels = digitEdge ** 2;
  for (let image = 0; image < boxes.length / 4; image++) {
    const begin = image * pixels;
    let first = begin;
    let last = begin + pixels - 1;
    while (first <= last && images[first] === 0) first++;
    while (last > first && images[last] === 0) last--;
    let left: number = digitEdge;
    let right = 0;
    const top = Math.floor((first - begin) / digitEdge);
    const bottom = Math.floor((last - begin) / digitEdge);
    for (let row = top; row <= bottom; row++) {
      const start = begin + row * digitEdge;
      for (let column = 0; column < left; column++) if (images[start + column] !== 0) left = column;
      for (let column = digitEdge - 1; column > right; column--) {
        if (images[start + column] !== 0) right = column;
      }
    }
    boxes.set([left, top, right, bottom], 4 * image);
  }
}
