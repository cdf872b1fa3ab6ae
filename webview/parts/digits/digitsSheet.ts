/** Sampled digits as a drawing of its own: each input beside what the transformer makes of it, enlarged. */
import { beginSheet, headingHeight, margin, type Heading } from '../export/heading';
import type { Sheet } from '../export/sheet';
import { digitCell, digitDrawer, type DrawnDigits } from './digitDrawer';
import { columnsFor } from './sheetColumns';

export interface DigitsPicture extends DrawnDigits {
  /** Among the pictures, in the order to draw them. */
  readonly positions: readonly number[];
  readonly heading: Heading;
  /** Of the run that is done, from 0 to 1: drawn as a bar. */
  readonly share?: number;
}

/** Between digits, in CSS pixels. */
const far = 18;
const barHeight = 4;

export function digitsSheet(picture: DigitsPicture): Sheet {
  const { positions, share } = picture;
  const cell = digitCell(picture);
  const columns = columnsFor(positions.length, cell.width + far, cell.height + far);
  const rows = Math.ceil(positions.length / columns);
  const size = {
    // Titles need some room.
    width: Math.max(360, 2 * margin + columns * (cell.width + far) - far),
    height:
      headingHeight + rows * (cell.height + far) - far + margin + (share === undefined ? 0 : far + barHeight),
  };
  return {
    ...size,
    draw: (context, ratio) => {
      const colours = beginSheet(context, ratio, size, picture.heading);
      const draw = digitDrawer(context, picture, cell, colours);
      positions.forEach((position, at) => {
        const x = margin + (at % columns) * (cell.width + far);
        draw(position, x, headingHeight + Math.floor(at / columns) * (cell.height + far));
      });
      if (share === undefined) return;
      const [y, length] = [size.height - margin - barHeight, size.width - 2 * margin];
      context.fillStyle = colours.gridLines;
      context.fillRect(margin, y, length, barHeight);
      context.fillStyle = colours.test;
      context.fillRect(margin, y, share * length, barHeight);
    },
  };
}
