/** How runs are told apart in one chart: colour, dashes and mark differ from run to run, so that any of them is enough. */
import type { PointStyle } from 'chart.js';

/** In the order in which runs get them; each has a colour of its name in base.css. */
export const runKinds = ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6', 'run-7', 'run-8'] as const;

export type RunKind = (typeof runKinds)[number];

interface RunLook {
  /** Pixels drawn and left out in turn; none: a whole line. */
  readonly dash: readonly number[];
  readonly mark: PointStyle;
  /** The mark around (0, 0), in pixels, as SVG path data. */
  readonly path: string;
}

export const runLooks: Readonly<Record<RunKind, RunLook>> = {
  'run-1': { dash: [], mark: 'circle', path: 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z' },
  'run-2': { dash: [8, 4], mark: 'triangle', path: 'M0-4 4 3H-4Z' },
  'run-3': { dash: [2, 3], mark: 'rect', path: 'M-3-3H3V3H-3Z' },
  'run-4': { dash: [10, 3, 2, 3], mark: 'rectRot', path: 'M0-4 4 0 0 4-4 0Z' },
  'run-5': { dash: [5, 2], mark: 'crossRot', path: 'M-3-3 3 3M3-3-3 3' },
  'run-6': { dash: [14, 5], mark: 'cross', path: 'M0-4V4M-4 0H4' },
  'run-7': { dash: [6, 2, 2, 2, 2, 2], mark: 'star', path: 'M0-4V4M-4 0H4M-3-3 3 3M3-3-3 3' },
  'run-8': { dash: [1, 5], mark: 'rectRounded', path: 'M-2-3.5H2L3.5-2V2L2 3.5H-2L-3.5 2V-2Z' },
};

export function isRunKind(kind: string): kind is RunKind {
  return kind in runLooks;
}
