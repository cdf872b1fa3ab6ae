/** The editor's colours as canvases need them: resolved, and again after every change of theme. */
import { element } from './dom';

const colourNames = {
  foreground: '--stn-foreground',
  muted: '--stn-muted',
  background: '--stn-background',
  gridLines: '--stn-grid-lines',
  /** What was measured on the test set. */
  test: '--stn-test',
  /** What was measured while training. */
  train: '--stn-train',
  /** The same before it is averaged. */
  trace: '--stn-trace',
  /** What was measured of the run without a transformer that this one is compared with. */
  twin: '--stn-twin',
  /** The sampling grid, and the second transformer's. */
  grid: '--stn-grid',
  secondGrid: '--stn-second-grid',
  error: '--stn-error',
  border: '--stn-border',
  tooltipBackground: '--stn-tooltip-background',
  tooltipForeground: '--stn-tooltip-foreground',
  tooltipBorder: '--stn-tooltip-border',
} as const;

export type ThemeColours = Readonly<Record<keyof typeof colourNames, string>> & {
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly isHighContrast: boolean;
};

/** The page's own names (base.css) stand for the editor's, with a fallback where a theme leaves one out. */
export function themeColours(): ThemeColours {
  const resolved = resolvedColours(Object.values(colourNames));
  const colours = Object.fromEntries(
    Object.keys(colourNames).map((key, at) => [key, resolved[at]]),
  ) as Record<keyof typeof colourNames, string>;
  const style = getComputedStyle(document.body);
  return {
    ...colours,
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) || 13,
    isHighContrast: style.getPropertyValue('--stn-high-contrast').trim() === '1',
  };
}

/** One more of the page's own names, as `--stn-run-1`. */
export function resolvedColour(name: string): string {
  return resolvedColours([name])[0];
}

function resolvedColours(names: readonly string[]): string[] {
  // A variable may hold a mixture; only a property's computed value is a colour that every canvas understands.
  const probe = element('span', { hidden: true });
  document.body.append(probe);
  const colours = names.map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colours;
}

/** Calls after each change of theme: VS Code then rewrites the body's class and the page's style. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-kind'] };
  observer.observe(document.documentElement, options);
  observer.observe(document.body, options);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
}
