/** The classes' mean images as a drawing of their own, and their pixels as numbers. */
import type { EpochFileOf } from '../../../src/shared/epochFiles';
import { drawImage, enlarged } from '../digits/digits';
import { className, describeEpoch } from '../digits/digitWords';
import { fitted, outputColumns } from '../digits/pictureSize';
import type { Exportable } from '../export/exportable';
import { beginSheet, headingHeight, letters, margin } from '../export/heading';
import { pictureOf, type Sheet } from '../export/sheet';
import { element } from '../page/dom';
import { classRows } from './classPictures';

interface ShownClasses {
  readonly pictures: EpochFileOf<'alignment'>;
  readonly classNames: readonly string[];
  /** The score in words. */
  readonly summary: string;
}

/** @param shown throws where there are none */
export function classExport(shown: () => ShownClasses): Exportable {
  return {
    ...{ label: 'mean images', testId: 'classes' },
    title: () => `Mean images ${describeEpoch(shown().pictures.epoch)}`,
    picture: () => pictureOf(classSheet(shown())),
    numbers: () => {
      const { pictures, classNames } = shown();
      const rows = classRows.flatMap(({ name, of }) => {
        const { bytes, size } = of(pictures);
        const length = size.height * size.width * size.channels;
        return classNames.map((_, label) => [
          ...[className(classNames, label), name, size.height, size.width, size.channels],
          ...bytes.subarray(label * length, (label + 1) * length),
        ]);
      });
      const most = Math.max(...rows.map((row) => row.length));
      const named = ['class', 'picture', 'height', 'width', 'channels'];
      const pixels = Array.from({ length: most - named.length }, (_, at) => `pixel ${at}`);
      return {
        columns: [...named, ...pixels],
        rows: rows.map((row) => Array.from({ length: most }, (_, at) => row[at] ?? null)),
      };
    },
  };
}

/** Of a picture, in CSS pixels. */
const wantedEdge = 84;
const nameWidth = 116;
const [gap, headHeight] = [8, 26];

function classSheet({ pictures, classNames, summary }: ShownClasses): Sheet {
  const drawn = classRows.map(({ of }) => {
    const { bytes, size } = of(pictures);
    const columns = size === pictures.outputSize ? outputColumns(pictures) : size.channels;
    return classNames.map((_, label) => {
      const canvas = element('canvas');
      drawImage(canvas, bytes, size, label, columns);
      return canvas;
    });
  });
  const widest = Math.max(1, ...drawn.flat().map(({ width }) => width));
  const edge = widest * Math.max(1, Math.round(wantedEdge / widest));
  const heights = drawn.map((row) => Math.max(1, ...row.map((image) => fitted(image, edge).height)));
  const top = headingHeight + headHeight;
  const size = {
    width: Math.max(640, 2 * margin + nameWidth + classNames.length * (edge + gap) - gap),
    height: top + heights.reduce((sum, height) => sum + height + gap, -gap) + margin,
  };
  return {
    ...size,
    draw: (context, ratio) => {
      const title = `How alike the digits of a class are ${describeEpoch(pictures.epoch)}`;
      const colours = beginSheet(context, ratio, size, { title, subtitle: summary });
      const placeOf = (label: number): number => margin + nameWidth + label * (edge + gap);
      context.fillStyle = colours.foreground;
      context.font = letters(colours, 13, 'bold');
      context.textAlign = 'center';
      classNames.forEach((name, label) =>
        context.fillText(name.slice(0, 12), placeOf(label) + edge / 2, top - 9),
      );
      context.textAlign = 'left';
      context.font = letters(colours, 13);
      let y = top;
      classRows.forEach(({ name }, row) => {
        context.fillStyle = colours.muted;
        context.fillText(name, margin, y + heights[row] / 2 + 4);
        drawn[row].forEach((image, label) => {
          const { factor, width, height } = fitted(image, edge);
          context.drawImage(enlarged(image, Math.ceil(2 * factor)), placeOf(label), y, width, height);
        });
        y += heights[row] + gap;
      });
    },
  };
}
