/** What came of compared runs, and their settings that differ, as numbers for other programs: a row for each run. */
import { differingAmong } from '../../src/shared/changedSettings';
import { valueOf } from '../../src/shared/parseConfig';
import type { NumberTable } from '../parts/export/numberTable';
import { bestEpoch } from '../parts/run/progress';
import { stateWords } from './stateWords';
import type { ReadRun } from './store';

/** Accuracies from 0 to 1; lists as settings.json has them. */
export function resultsTable(runs: readonly ReadRun[]): NumberTable {
  const keys = differingAmong(runs.map(({ history }) => history.started.config));
  return {
    columns: [
      ...['run', 'folder', 'state', 'best accuracy', 'after epoch', 'last test loss', 'epochs', 'seconds'],
      ...['parameters', 'dataset', 'engine'],
      ...keys.map((key) => `stn.${key}`),
    ],
    rows: runs.map(({ title, name, state, history: { started, epochs } }) => {
      const [best, last] = [bestEpoch(epochs), epochs.at(-1)];
      return [
        ...[title, name, stateWords(state), best?.test.accuracy ?? null, best?.epoch ?? null],
        ...[last?.test.loss ?? null, last?.epoch ?? 0],
        epochs.reduce((sum, { seconds }) => sum + seconds, 0),
        ...[started.network.parameters, started.dataset.name, started.engine.name],
        ...keys.map((key) => plain(valueOf(started.config, key))),
      ];
    }),
  };
}

function plain(setting: unknown): string | number {
  return typeof setting === 'number' || typeof setting === 'string' ? setting : JSON.stringify(setting);
}
