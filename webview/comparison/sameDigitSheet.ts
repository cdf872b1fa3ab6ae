/** One digit through two runs as a drawing of its own. */
import { digitCell, digitDrawer, type DrawnDigits } from '../parts/digits/digitDrawer';
import { className, describeEpoch } from '../parts/digits/digitWords';
import { beginSheet, headingHeight, letters, margin, type Heading } from '../parts/export/heading';
import type { Sheet } from '../parts/export/sheet';
import { fittedText } from '../parts/page/fittedText';
import type { Sampled } from './sameDigits';

export interface DigitOfRun extends Sampled {
  /** The digit's position among the run's samples. */
  readonly at: number;
}

/** Titles need some room, in CSS pixels. */
const leastWidth = 240;
const titlesHeight = 44;
const gap = 28;

export function sameDigitSheet(runs: readonly DigitOfRun[], isGridShown: boolean): Sheet {
  const drawn = runs.map((run) => {
    const { samples, started } = run;
    const shows = started.network.transformers.length > 0 ? 'pairs' : 'inputs';
    const digits: DrawnDigits = { pictures: samples, started, shows, isGridShown };
    return { run, digits };
  });
  const cells = drawn.map(({ digits }) => digitCell(digits));
  const widths = cells.map(({ width }) => Math.max(leastWidth, width));
  const top = headingHeight + titlesHeight;
  const size = {
    width: 2 * margin + widths.reduce((sum, width) => sum + width + gap, -gap),
    height: top + Math.max(...cells.map(({ height }) => height)) + margin,
  };
  return {
    ...size,
    draw: (context, ratio) => {
      const colours = beginSheet(context, ratio, size, headingOf(runs[0]));
      let x = margin;
      drawn.forEach(({ run, digits }, at) => {
        context.textAlign = 'left';
        context.fillStyle = colours.foreground;
        context.font = letters(colours, 13, 'bold');
        context.fillText(fittedText(context, run.title, widths[at]), x, headingHeight + 15);
        context.fillStyle = colours.muted;
        context.font = letters(colours, 13);
        context.fillText(describeEpoch(run.samples.epoch), x, headingHeight + 33);
        digitDrawer(context, digits, cells[at], colours)(run.at, x, top);
        x += widths[at] + gap;
      });
    },
  };
}

/** What the file is called. */
export function sameDigitName({ samples, at }: DigitOfRun): string {
  return `Test digit ${samples.digits[at].index} through two runs`;
}

function headingOf(run: DigitOfRun): Heading {
  const { dataset } = run.started;
  const label = className(dataset.classNames, run.samples.digits[run.at].label);
  return { title: sameDigitName(run), subtitle: `Class ${label} · ${dataset.name}` };
}
