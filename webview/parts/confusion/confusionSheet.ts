/** The confusion matrix as a drawing of its own, and as numbers. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { className, describeEpoch } from '../digits/digitWords';
import type { Exportable } from '../export/exportable';
import { beginSheet, headingHeight, letters, margin } from '../export/heading';
import { pictureOf, type Sheet } from '../export/sheet';
import { formatCount, formatPercent } from '../page/format';
import { cellShade, summarise } from './confusionWords';

interface ShownMatrix {
  readonly breakdown: TrainerEventOf<'breakdown'>;
  readonly classNames: readonly string[];
}

/** @param shown throws where there is none */
export function confusionExport(shown: () => ShownMatrix): Exportable {
  return {
    ...{ label: 'confusion matrix', testId: 'confusion' },
    title: () => `Confusion matrix ${describeEpoch(shown().breakdown.epoch)}`,
    picture: () => pictureOf(confusionSheet(shown())),
    numbers: () => {
      const { breakdown, classNames } = shown();
      const names = breakdown.confusion.map((_, at) => className(classNames, at));
      return {
        columns: ['class', ...names.map((name) => `taken for ${name}`)],
        rows: breakdown.confusion.map((row, label) => [names[label], ...row]),
      };
    },
  };
}

const [cellWidth, cellHeight, gap] = [52, 34, 2];
const nameWidth = 76;
const shareWidth = 64;

function confusionSheet({ breakdown, classNames }: ShownMatrix): Sheet {
  const { confusion, epoch } = breakdown;
  const count = confusion.length;
  const left = margin + nameWidth;
  const top = headingHeight + 28;
  const size = {
    width: Math.max(480, left + count * cellWidth + shareWidth + margin),
    height: top + count * cellHeight + margin + 26,
  };
  const shade = cellShade(confusion);
  const name = (at: number): string => className(classNames, at).slice(0, 9);
  return {
    ...size,
    draw: (context, ratio) => {
      const heading = {
        title: `What is taken for what ${describeEpoch(epoch)}`,
        subtitle: summarise(confusion, classNames),
      };
      const colours = beginSheet(context, ratio, size, heading);
      const write = (
        text: string,
        x: number,
        y: number,
        weight = 'normal',
        colour = colours.foreground,
      ): void => {
        context.font = letters(colours, 13, weight);
        context.fillStyle = colour;
        context.fillText(text, x, y + 4.5);
      };
      const middle = (at: number, edge: number): number => (at + 0.5) * edge;
      context.textAlign = 'center';
      confusion.forEach((row, label) => {
        const y = top + middle(label, cellHeight);
        context.textAlign = 'right';
        write(name(label), left - 12, y, 'bold');
        const digits = row.reduce((sum, digit) => sum + digit, 0);
        const right = digits > 0 ? formatPercent(row[label] / digits, 1) : '–';
        write(right, left + count * cellWidth + shareWidth - 6, y, 'normal', colours.muted);
        context.textAlign = 'center';
        write(name(label), left + middle(label, cellWidth), top - 14, 'bold');
        row.forEach((digit, predicted) => {
          const isRight = label === predicted;
          const x = left + predicted * cellWidth;
          context.globalAlpha = (isRight ? 0.4 : 0.38) * shade({ label, predicted });
          context.fillStyle = isRight ? colours.test : colours.foreground;
          context.fillRect(x, y - cellHeight / 2, cellWidth - gap, cellHeight - gap);
          context.globalAlpha = 1;
          context.strokeStyle = colours.border;
          context.strokeRect(x + 0.5, y - cellHeight / 2 + 0.5, cellWidth - gap - 1, cellHeight - gap - 1);
          if (digit > 0) write(formatCount(digit), x + cellWidth / 2 - 1, y - 1, isRight ? 'bold' : 'normal');
        });
      });
      context.textAlign = 'left';
      write(
        'Rows: what a digit is. Columns: what it is taken for. Right: the share read right.',
        margin,
        size.height - 22,
        'normal',
        colours.muted,
      );
    },
  };
}
