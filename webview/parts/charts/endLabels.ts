/** Names beside the ends of a chart's lines: many lines are told apart by them, where hues could not be. */
import type { Chart, Plugin } from 'chart.js';
import type { ThemeColours } from '../page/theme';
import type { Curve } from './curves';
import { spreadOut } from './spreadOut';

/** Pixels to the right of the plot. */
export const endLabelRoom = 34;
const gap = 18;

/** @param shown the curves in the order of the chart's datasets, and the colours they are drawn in */
export function endLabelsPlugin(
  shown: () => { readonly curves: readonly Curve[]; readonly colours: ThemeColours },
): Plugin<'line'> {
  return {
    id: 'endLabels',
    afterDatasetsDraw: (chart) => {
      const { curves, colours } = shown();
      if (curves.some(({ end }) => end !== undefined)) draw(chart, curves, colours);
    },
  };
}

function draw(
  { ctx: context, scales: { x, y }, chartArea }: Chart<'line'>,
  curves: readonly Curve[],
  { foreground, muted, fontFamily, fontSize }: ThemeColours,
): void {
  const size = Math.max(9, fontSize - 3);
  const ends = curves.flatMap(({ end, points, kind }) => {
    const last = points.findLast((point) => point.x <= x.max && point.x >= x.min && !Number.isNaN(point.y));
    if (end === undefined || !last) return [];
    return [{ end, kind, at: x.getPixelForValue(last.x), height: y.getPixelForValue(last.y) }];
  });
  ends.sort((a, b) => a.height - b.height);
  const heights = spreadOut(
    ends.map(({ height }) => height),
    size + 1,
    chartArea.top,
    chartArea.bottom,
  );
  context.save();
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  ends.forEach(({ end, kind, at, height }, place) => {
    const isChosen = kind !== 'class';
    const start = chartArea.right + gap;
    context.strokeStyle = muted;
    context.globalAlpha = isChosen ? 1 : 0.5;
    context.beginPath();
    context.moveTo(at + 2, height);
    context.lineTo(start - 2, heights[place]);
    context.stroke();
    context.globalAlpha = 1;
    context.font = `${isChosen ? 'bold ' : ''}${size}px ${fontFamily}`;
    context.fillStyle = isChosen ? foreground : muted;
    context.fillText(end, start, heights[place]);
  });
  context.restore();
}
