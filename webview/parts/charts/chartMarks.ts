/** Lines from top to bottom of a chart, each with a few words: where something about the run changed. */
import type { Chart, Plugin } from 'chart.js';
import type { ThemeColours } from '../page/theme';

export interface Mark {
  /** On the horizontal axis. */
  readonly x: number;
  readonly short: string;
}

/** Pixels. */
const gap = 4;

/** @param shown what there is to mark, from left to right, and the colours it is drawn in */
export function marksPlugin(
  shown: () => { readonly marks: readonly Mark[]; readonly colours: ThemeColours },
): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw: (chart) => {
      const { marks, colours } = shown();
      if (marks.length > 0) draw(chart, marks, colours);
    },
  };
}

function draw(
  { ctx: context, scales, chartArea }: Chart<'line'>,
  marks: readonly Mark[],
  { foreground, background, fontFamily, fontSize }: ThemeColours,
): void {
  const { left, right, top, bottom } = chartArea;
  const size = Math.max(10, fontSize - 2);
  context.save();
  context.strokeStyle = foreground;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.font = `${size}px ${fontFamily}`;
  context.textBaseline = 'top';
  let taken = left;
  const places = marks.map(({ x }) => scales.x.getPixelForValue(x));
  for (const [mark, { short }] of marks.entries()) {
    const at = places[mark];
    const nextPlace = places.at(mark + 1) ?? Infinity;
    if (at < left || at > right) continue;
    context.beginPath();
    context.moveTo(at, top);
    context.lineTo(at, bottom);
    context.stroke();
    const width = context.measureText(short).width;
    const start = at + gap + width <= right ? at + gap : at - gap - width;
    // Where words would cover others, the list below the charts has them.
    if (start < taken || (start > at && start + width > nextPlace)) continue;
    context.fillStyle = background;
    context.fillRect(start - 1, top, width + 2, size + 2);
    context.fillStyle = foreground;
    context.fillText(short, start, top + 1);
    taken = start + width + gap;
  }
  context.restore();
}
