/** Where one output pixel comes from, as a sentence. */
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import type { GridPoint } from '../../parts/digits/gridLines';

export function probeSentence(
  { row, column }: { readonly row: number; readonly column: number },
  { x, y }: GridPoint,
  { height, width }: ImageSize,
): string {
  // Rows and columns count pixel centres from 0; a picture's lengths start half a pixel earlier.
  const read = `row ${signed(y - 0.5)}, column ${signed(x - 0.5)}`;
  const isOutside = x < 0 || y < 0 || x > width || y > height;
  return `Output pixel at row ${row}, column ${column} is read from the input at ${read}${isOutside ? ', outside the image: padding' : ''}.`;
}

function signed(value: number): string {
  return value.toFixed(1).replace('-', '−');
}
