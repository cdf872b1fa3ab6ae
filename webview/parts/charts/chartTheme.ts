/** The editor's colours and letters on a chart's axes and tooltip, the same for every chart. */
import type { ThemeColours } from '../page/theme';

/** What is set anew is a part of the chart's own options; what they lack stays out. */
interface Themed {
  readonly scales?: Readonly<Record<string, object | undefined>>;
  readonly plugins?: { readonly tooltip?: object };
}

/** Of axes and tooltips. */
export function smallFont({ fontFamily, fontSize }: ThemeColours): { family: string; size: number } {
  return { family: fontFamily, size: Math.max(10, fontSize - 2) };
}

/** @param options of a chart.js chart with linear or logarithmic axes and a tooltip; changed in place */
export function applyTheme({ scales, plugins }: Themed, colours: ThemeColours): void {
  const font = smallFont(colours);
  for (const scale of Object.values(scales ?? {})) {
    if (!scale) continue;
    Object.assign(scale, {
      grid: { color: colours.gridLines, drawTicks: false },
      border: { color: colours.gridLines },
    });
    if ('ticks' in scale) Object.assign(scale.ticks ?? {}, { color: colours.muted, font, padding: 6 });
    if ('title' in scale) Object.assign(scale.title ?? {}, { color: colours.muted, font, padding: 0 });
  }
  Object.assign(plugins?.tooltip ?? {}, {
    backgroundColor: colours.tooltipBackground,
    titleColor: colours.tooltipForeground,
    bodyColor: colours.tooltipForeground,
    borderColor: colours.tooltipBorder,
    borderWidth: 1,
    cornerRadius: 2,
    padding: 8,
    titleFont: { ...font, weight: 'bold' },
    bodyFont: font,
    usePointStyle: true,
    boxWidth: 8,
    boxHeight: 8,
  });
}
