/** Sampled digits as a drawing of its own: each input beside what the transformer makes of it, enlarged. */
import type { Pictures } from '../../../src/shared/epochFiles';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { beginSheet, headingHeight, letters, margin, type Heading } from '../export/heading';
import type { Sheet } from '../export/sheet';
import { element } from '../page/dom';
import { formatProbability } from '../page/format';
import type { ThemeColours } from '../page/theme';
import { drawImage, drawOutput, enlarged } from './digits';
import { className, isRight, signedPrediction } from './digitWords';
import type { Line } from './gridLines';
import { extent, fitted, outputColumns } from './pictureSize';
import { samplingLines } from './samplingPaths';
import { columnsFor } from './sheetColumns';

export interface DigitsPicture {
  readonly pictures: Pictures;
  readonly started: TrainerEventOf<'started'>;
  /** Among the pictures, in the order to draw them. */
  readonly positions: readonly number[];
  readonly shows: 'pairs' | 'inputs' | 'outputs';
  readonly isGridShown: boolean;
  readonly heading: Heading;
  /** Of the run that is done, from 0 to 1: drawn as a bar. */
  readonly share?: number;
}

/** Of a picture, in CSS pixels. */
const wantedEdge = 112;
/** Between input and output; between pairs. */
const [near, far] = [6, 18];
const captionHeight = 22;
const barHeight = 4;

export function digitsSheet(picture: DigitsPicture): Sheet {
  const { pictures, positions, shows, share } = picture;
  const { inputSize, outputSize } = pictures;
  const across = Math.max(
    shows === 'outputs' ? 1 : extent(inputSize.width, inputSize.channels),
    shows === 'inputs' ? 1 : extent(outputSize.width, outputColumns(pictures)),
  );
  const edge = across * Math.max(1, Math.round(wantedEdge / across));
  const cell = { width: shows === 'pairs' ? 2 * edge + near : edge, height: edge + captionHeight };
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
      const draw = digitDrawer(context, picture, colours, edge);
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

/**
 * @param edge of the square that holds an image, in CSS pixels
 * @returns draws the digit at a position with its upper left corner at (x, y)
 */
function digitDrawer(
  context: CanvasRenderingContext2D,
  { pictures, started, shows, isGridShown }: DigitsPicture,
  colours: ThemeColours,
  edge: number,
): (position: number, x: number, y: number) => void {
  const { classNames } = started.dataset;
  const linesOf = isGridShown ? samplingLines(started, pictures) : () => [];
  const put = (image: HTMLCanvasElement, x: number, y: number): void => {
    const { factor, width, height } = fitted(image, edge);
    context.drawImage(enlarged(image, Math.ceil(2 * factor)), x, y, width, height);
    context.strokeStyle = colours.border;
    context.lineWidth = 1;
    context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
  };
  const caption = (text: string, x: number, y: number, isWarned = false): void => {
    context.fillStyle = isWarned ? colours.error : colours.foreground;
    context.font = letters(colours, 13, isWarned ? 'bold' : 'normal');
    context.textAlign = 'center';
    context.fillText(text, x + edge / 2, y + edge + 16);
  };
  return (position, x, y) => {
    const digit = pictures.digits[position];
    const told = `${signedPrediction(digit, classNames)}  ${formatProbability(digit.probability, 0)}`;
    // Before training nearly all are wrong, and that warns of nothing.
    const isWarned = !isRight(digit) && pictures.epoch > 0;
    const label = className(classNames, digit.label);
    const input = element('canvas');
    drawImage(input, pictures.inputs, pictures.inputSize, position);
    if (shows !== 'outputs') {
      put(input, x, y);
      drawLines(context, linesOf(digit.theta), { x, y, ...fitted(input, edge), colours });
    }
    if (shows === 'inputs') {
      caption(`${label}   ${told}`, x, y, isWarned);
      return;
    }
    const right = shows === 'pairs' ? x + edge + near : x;
    const output = element('canvas');
    drawOutput(output, pictures, position);
    put(output, right, y);
    if (shows === 'pairs') caption(label, x, y);
    caption(shows === 'pairs' ? told : `${label}   ${told}`, right, y, isWarned);
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
  /** CSS pixels to one of the image's. */
  readonly factor: number;
  readonly width: number;
  readonly height: number;
  readonly colours: ThemeColours;
}

/** The sampling grid over the input, as far as it lies on it. */
function drawLines(
  context: CanvasRenderingContext2D,
  grids: readonly Line[][],
  { x, y, factor, width, height, colours }: Place,
): void {
  if (grids.length === 0) return;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.lineWidth = 1.25;
  grids.forEach((lines, transformer) => {
    context.strokeStyle = transformer === 0 ? colours.grid : colours.secondGrid;
    for (const line of lines) {
      context.beginPath();
      line.forEach((point, at) => {
        const [right, down] = [x + factor * point.x, y + factor * point.y];
        if (at === 0) context.moveTo(right, down);
        else context.lineTo(right, down);
      });
      context.stroke();
    }
  });
  context.restore();
}
