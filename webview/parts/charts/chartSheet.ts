/** A chart as a drawing of its own: as the page shows it, but in a size of its own and with all that explains it. */
import {
  BasicPlatform,
  Chart,
  Legend,
  SubTitle,
  Title,
  type ChartConfiguration,
  type ChartType,
  type LegendItem,
  type Plugin,
} from 'chart.js';
import { scratchFor, type Sheet } from '../export/sheet';
import { themeColours, type ThemeColours } from '../page/theme';

export interface ChartWords {
  readonly title: string;
  /** Units, and what it is of. */
  readonly subtitle: string;
  /** The legend's words for a dataset, by its label; those without have no place there. */
  readonly legend?: ReadonlyMap<string, string>;
}

const wide = { width: 800, height: 450 };
export const square = { width: 640, height: 680 };

/** @param chart drawn again from its configuration and data; the page's own is left alone */
export function chartSheet<TType extends ChartType, TData>(
  chart: Chart<TType, TData>,
  words: ChartWords,
  size = wide,
): Sheet {
  return {
    ...size,
    draw: (context, ratio) => {
      // chart.js scales and clears its canvas itself.
      const scratch = scratchFor(context, size.width, size.height);
      const configuration = configurationOf(chart as unknown as Chart, words, ratio);
      // Its plain platform, made for where there is no page, asks a canvas for nothing else.
      const item = { getContext: () => scratch } as unknown as HTMLCanvasElement;
      const drawn = new Chart(item, configuration);
      context.drawImage(scratch.canvas, 0, 0);
      drawn.destroy();
    },
  };
}

function configurationOf({ config }: Chart, words: ChartWords, ratio: number): ChartConfiguration {
  const { type, data, options, plugins } = config as ChartConfiguration;
  const colours = themeColours();
  return {
    type,
    platform: BasicPlatform,
    data: {
      datasets: data.datasets.map((set) => ({
        ...set,
        data: [...set.data],
        // Any but none makes it draw lines step by step, and not by a Path2D, which SVG contexts lack.
        ...({ segment: {} } as object),
      })),
    },
    options: {
      ...options,
      responsive: false,
      animation: false,
      devicePixelRatio: ratio,
      layout: { padding: { top: 14, right: 24, bottom: 14, left: 18 } },
      plugins: { ...options?.plugins, tooltip: { enabled: false }, ...explanation(words, colours) },
    },
    plugins: [...(plugins ?? []), Title, SubTitle, Legend, background(colours.background)],
  };
}

function explanation({ title, subtitle, legend = new Map() }: ChartWords, colours: ThemeColours) {
  const font = { family: colours.fontFamily, size: 13 };
  const line = { display: true, align: 'start' as const, position: 'top' as const };
  return {
    title: {
      ...line,
      ...{ text: title, color: colours.foreground, padding: { top: 0, bottom: 2 } },
      font: { ...font, size: 17, weight: 'bold' as const },
    },
    subtitle: { ...line, text: subtitle, color: colours.muted, font, padding: { top: 0, bottom: 14 } },
    legend: {
      ...line,
      display: legend.size > 0,
      labels: {
        ...{ font, usePointStyle: true, pointStyleWidth: 26, boxHeight: 9, padding: 14 },
        generateLabels: ({ data }: Chart) =>
          data.datasets.flatMap((set): LegendItem[] => {
            const text = legend.get(set.label ?? '');
            return text === undefined ? [] : [{ ...lookOf(set), text, fontColor: colours.foreground }];
          }),
      },
    },
  };
}

/** A line as the dataset's, or where it has none its mark. */
function lookOf(set: Chart['data']['datasets'][number]): Omit<LegendItem, 'text'> {
  const { borderColor, backgroundColor, borderWidth, borderDash, pointStyle, showLine } = set as {
    borderColor: string;
    backgroundColor: string;
    borderWidth: number;
    borderDash?: number[];
    pointStyle?: 'rectRot';
    showLine?: boolean;
  };
  return {
    strokeStyle: borderColor,
    fillStyle: backgroundColor,
    lineWidth: borderWidth,
    lineDash: borderDash ?? [],
    pointStyle: showLine === false ? (pointStyle ?? 'circle') : 'line',
  };
}

function background(colour: string): Plugin {
  return {
    id: 'background',
    beforeDraw: ({ ctx, width, height }) => {
      ctx.save();
      ctx.fillStyle = colour;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
}
