/** What charts over epochs have in common. */
import type { Chart } from 'chart.js';
import type { Axis } from './axes';

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
}

/**
 * @param axes as they are now
 * @param formatTick a value's short form beside the vertical axis
 * @param room pixels to the right of the plot
 */
export function overEpochs(axes: () => Axes, formatTick: (value: number) => string, room = 10) {
  const ticksOf = (name: keyof Axes) => (built: { ticks: { value: number }[] }) => {
    built.ticks = axes()[name].ticks.map((value) => ({ value }));
  };
  return {
    // New points come up to 50 times a second, and a moving curve can't be read.
    animation: false as const,
    parsing: false as const,
    normalized: true,
    maintainAspectRatio: false,
    layout: { padding: { top: 6, right: room } },
    // Marks on the last epoch or at 100% reach over the frame.
    clip: 8,
    scales: {
      x: {
        type: 'linear' as const,
        title: { display: true, text: 'epoch' },
        afterBuildTicks: ticksOf('x'),
        ticks: { autoSkip: false, maxRotation: 0 },
      },
      y: {
        type: 'linear' as const,
        afterBuildTicks: ticksOf('y'),
        ticks: {
          autoSkip: false,
          callback: (value: string | number) => formatTick(Number(value)),
        },
      },
    },
  };
}

/** Sets where a chart's axes begin and end; it shows that with its next update. */
export function setAxes({ options }: Pick<Chart<'line'>, 'options'>, { x, y }: Axes): void {
  Object.assign(options.scales?.x ?? {}, { min: x.min, max: x.max });
  Object.assign(options.scales?.y ?? {}, { min: y.min, max: y.max });
}

/** Paper is narrower than a window. */
export function fitPaper(chart: { resize(): void }): void {
  window.addEventListener('beforeprint', () => chart.resize());
  window.addEventListener('afterprint', () => chart.resize());
}
