/** A sampled digit on an exported drawing: its pictures, the sampling grid over the input, and what the network makes of it. */
import type { Pictures } from '../../../src/shared/epochFiles';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { letters } from '../export/heading';
import { element } from '../page/dom';
import { formatProbability } from '../page/format';
import type { ThemeColours } from '../page/theme';
import { drawImage, drawOutput, enlarged } from './digits';
import { className, isRight, signedPrediction } from './digitWords';
import type { Line } from './gridLines';
import { extent, fitted, outputColumns } from './pictureSize';
import { samplingLines } from './samplingPaths';

export interface DrawnDigits {
  readonly pictures: Pictures;
  readonly started: TrainerEventOf<'started'>;
  readonly shows: 'pairs' | 'inputs' | 'outputs';
  readonly isGridShown: boolean;
}

/** How large a digit is drawn. */
export interface DigitCell {
  /** Of the square that holds each picture, in CSS pixels. */
  readonly edge: number;
  /** Of all of it. */
  readonly width: number;
  /** Of all of it, with what is written below the pictures. */
  readonly height: number;
}

/** Of a picture, in CSS pixels. */
const wantedEdge = 112;
/** Between input and output. */
const gap = 6;
const captionHeight = 22;

export function digitCell({ pictures, shows }: Pick<DrawnDigits, 'pictures' | 'shows'>): DigitCell {
  const { inputSize, outputSize } = pictures;
  const across = Math.max(
    shows === 'outputs' ? 1 : extent(inputSize.width, inputSize.channels),
    shows === 'inputs' ? 1 : extent(outputSize.width, outputColumns(pictures)),
  );
  // Of the larger picture, each pixel is as wide.
  const edge = across * Math.max(1, Math.round(wantedEdge / across));
  return { edge, width: shows === 'pairs' ? 2 * edge + gap : edge, height: edge + captionHeight };
}

/** @returns draws the digit at a position with its upper left corner at (x, y) */
export function digitDrawer(
  context: CanvasRenderingContext2D,
  { pictures, started, shows, isGridShown }: DrawnDigits,
  { edge }: DigitCell,
  colours: ThemeColours,
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
    const right = shows === 'pairs' ? x + edge + gap : x;
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
