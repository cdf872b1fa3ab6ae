/** What came of compared runs, and in which settings they differ, as rows of a table. */
import { differingAmong } from '../../src/shared/changedSettings';
import { valueOf } from '../../src/shared/parseConfig';
import type { RunHistory } from '../../src/shared/runHistory';
import { changeWords } from '../parts/charts/changeWords';
import { formatCount, formatDuration, formatLoss, formatPercent } from '../parts/page/format';
import { unknown } from '../parts/run/facts';
import { bestEpoch, progressOf } from '../parts/run/progress';
import { stateWords } from './stateWords';
import type { ReadRun } from './store';

export interface Row {
  /** For tests and styles. */
  readonly id: string;
  readonly name: string;
  /** One for each run. */
  readonly values: readonly string[];
  /** Positions of the runs that did best; none where there is no better, or all are as good. */
  readonly best: ReadonlySet<number>;
}

export function resultRows(runs: readonly ReadRun[]): Row[] {
  const histories = runs.map(({ history }) => history);
  const row = (id: string, name: string, value: (history: RunHistory) => string): Row => ({
    ...{ id, name, best: new Set() },
    values: histories.map(value),
  });
  const bests = histories.map(({ epochs }) => bestEpoch(epochs));
  const last = histories.map(({ epochs }) => epochs.at(-1));
  return [
    { id: 'state', name: 'State', values: runs.map(({ state }) => stateWords(state)), best: new Set() },
    {
      ...{ id: 'accuracy', name: 'Best accuracy' },
      values: bests.map((best) =>
        best ? `${formatPercent(best.test.accuracy)} after epoch ${best.epoch}` : unknown,
      ),
      best: highest(bests.map((best) => best?.test.accuracy)),
    },
    {
      ...{ id: 'loss', name: 'Last test loss' },
      values: last.map((epoch) => (epoch ? formatLoss(epoch.test.loss) : unknown)),
      best: highest(last.map((epoch) => epoch && -epoch.test.loss)),
    },
    row(
      'epochs',
      'Epochs',
      (history) => `${history.epochs.at(-1)?.epoch ?? 0} of ${progressOf(history).epochs}`,
    ),
    row('time', 'Time', ({ epochs }) =>
      epochs.length > 0 ? formatDuration(epochs.reduce((sum, { seconds }) => sum + seconds, 0)) : unknown,
    ),
    row('parameters', 'Parameters', ({ started }) => formatCount(started.network.parameters)),
    row('dataset', 'Dataset', ({ started }) => started.dataset.name),
    row('engine', 'Engine', ({ started }) => `${started.engine.name}: ${started.engine.detail}`),
    ...(histories.some((history) => changeWords(history).length > 0)
      ? [row('changes', 'Changed while it ran', changesOf)]
      : []),
  ];
}

/** A row for each setting in which any of the runs differs from the others, in the settings' order. */
export function settingRows(runs: readonly ReadRun[]): Row[] {
  const configs = runs.map(({ history }) => history.started.config);
  return differingAmong(configs).map((key) => ({
    ...{ id: `stn.${key}`, name: `stn.${key}`, best: new Set() },
    // As settings.json has them.
    values: configs.map((config) => JSON.stringify(valueOf(config, key))),
  }));
}

function changesOf(history: RunHistory): string {
  return (
    changeWords(history)
      .map(({ sentence }) => sentence)
      .join('; ') || 'nothing'
  );
}

function highest(values: readonly (number | undefined)[]): ReadonlySet<number> {
  const known = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  const most = Math.max(...known);
  const isAnyLess = known.some((value) => value < most);
  return new Set(isAnyLess ? values.flatMap((value, at) => (value === most ? [at] : [])) : []);
}
