/** Stand-ins for digits that lose little by being drawn at another place: smooth, without symmetry, in the middle 20×20. */
import { digitEdge } from '../../../../src/shared/distortion';
import { storeDigits } from '../../../../src/trainer/data/distortion/digitStore';
import {
  ExampleArtist,
  pixelsOf,
  storeRoom,
  type ExamplesToDraw,
} from '../../../../src/trainer/data/distortion/exampleArtist';
import type { ImageSet } from '../../../../src/trainer/data/types';

export function smoothDigits(count: number): ImageSet {
  const pixels = digitEdge ** 2;
  const images = Uint8Array.from({ length: count * pixels }, (_, at) => {
    const index = Math.floor(at / pixels);
    const [x, y] = [at % digitEdge, Math.floor((at % pixels) / digitEdge)];
    if (Math.min(x, y) < 4 || Math.max(x, y) > 23) return 0;
    const blob = (left: number, top: number, width: number) =>
      Math.exp(-((x - left) ** 2 + (y - top) ** 2) / width ** 2);
    const ink = blob(10 + (index % 5), 10, 2.5) + 0.7 * blob(15, 13 + (index % 4), 3);
    return ink < 0.02 ? 0 : Math.min(255, Math.round(230 * ink));
  });
  return { images, labels: Uint8Array.from({ length: count }, (_, index) => index % 10), count };
}

/** @returns an artist, and what draws one image of its */
export function artistFor(examples: ExamplesToDraw, set: ImageSet) {
  const paperBytes = pixelsOf(examples);
  const digits = storeDigits(set, { ...storeRoom(examples), desks: 1, paperBytes });
  const artist = new ExampleArtist(examples, digits, 0);
  const draw = (epoch: number, index: number): { image: Uint8Array; label: number } => {
    const label = artist.draw(epoch, index, digits.paper);
    return { label, image: new Uint8Array(digits.memory.buffer, digits.paper, paperBytes).slice() };
  };
  return { artist, draw };
}
