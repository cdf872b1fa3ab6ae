import { describe, expect, it } from 'vitest';
import { differingAmong } from '../../../src/shared/changedSettings';
import { rememberedNames, type ComparedRun } from '../../../src/shared/comparison';
import { defaultConfig, type Config } from '../../../src/shared/config';
import type { RunHistory } from '../../../src/shared/runHistory';
import { comparisonChoices } from '../../../webview/comparison/choices';
import { resultRows, settingRows, type Row } from '../../../webview/comparison/results';
import { differenceOfDigits, sameDigits, type Sampled } from '../../../webview/comparison/sameDigits';
import { ComparisonStore, isRead, type ReadRun } from '../../../webview/comparison/store';
import { thetaTerms } from '../../../webview/comparison/thetaTerms';
import { batch, epoch, history, samples, started } from './events';

function config(changed: Partial<Config>): RunHistory {
  const before = started();
  return { ...history(), started: { ...before, config: { ...defaultConfig(), epochs: 4, ...changed } } };
}

function shown(name: string, of: RunHistory): ReadRun {
  return { name, kind: 'run-1', title: name, state: 'completed', problem: '', history: of };
}

function rowOf(rows: readonly Row[], id: string): Row {
  const found = rows.find((row) => row.id === id);
  if (!found) throw new Error(`There is no row ${id}.`);
  return found;
}

describe('settings that differ', () => {
  it('are told of all runs where any differs, in the settings’ order, as settings.json has them', () => {
    const padded = { ...defaultConfig().sampler, padding: 'border' as const };
    const runs = [config({}), config({ sampler: padded }), config({ seed: 7 })];
    expect(differingAmong(runs.map((run) => run.started.config))).toEqual(['seed', 'sampler.padding']);
    const rows = settingRows(runs.map((run, at) => shown(`run ${at}`, run)));
    expect(rows.map(({ name, values }) => [name, values])).toEqual([
      ['stn.seed', ['1', '1', '7']],
      ['stn.sampler.padding', ['"zeros"', '"border"', '"zeros"']],
    ]);
  });

  it('are none of equal runs, of one, and of none', () => {
    expect(settingRows([shown('a', config({})), shown('b', config({}))])).toEqual([]);
    expect(settingRows([shown('a', config({}))])).toEqual([]);
    expect(settingRows([])).toEqual([]);
  });
});

describe('results of runs', () => {
  it('mark the best, each of equals, and none where all are as good', () => {
    const good = { ...history(), epochs: [epoch(1, 0.9, 0.2), epoch(2, 0.97, 0.3)] };
    const worse = { ...history(), epochs: [epoch(1, 0.95, 0.25)] };
    const rows = resultRows([shown('a', good), shown('b', worse), shown('c', good), shown('d', history())]);
    expect(rowOf(rows, 'accuracy').values).toEqual([
      '97.00% after epoch 2',
      '95.00% after epoch 1',
      '97.00% after epoch 2',
      '–',
    ]);
    expect([...rowOf(rows, 'accuracy').best]).toEqual([0, 2]);
    expect([...rowOf(rows, 'loss').best]).toEqual([1]);
    expect(rowOf(rows, 'epochs').values).toEqual(['2 of 4', '1 of 4', '2 of 4', '0 of 4']);
    expect(rowOf(rows, 'time').values).toEqual(['30 s', '15 s', '30 s', '–']);
    expect([...rowOf(resultRows([shown('a', good), shown('b', good)]), 'accuracy').best]).toEqual([]);
  });

  it('leave a diverged run’s loss out of the comparison, and say that it is no number', () => {
    const diverged = { ...history(), epochs: [epoch(1, 0.1, NaN)] };
    const row = rowOf(
      resultRows([shown('a', diverged), shown('b', { ...history(), epochs: [epoch(1, 0.9, 0.4)] })]),
      'loss',
    );
    expect(row.values).toEqual(['not a number', '0.4000']);
    expect([...row.best]).toEqual([]);
  });

  it('tell what was changed while it ran, where anything was', () => {
    const changed: RunHistory = {
      ...history(),
      changes: [{ type: 'changed', epoch: 1, batch: 0, settings: { learningRate: 0.001, padding: 'zeros' } }],
    };
    const rows = resultRows([shown('a', changed), shown('b', history())]);
    expect(rowOf(rows, 'changes').values).toEqual([
      'From epoch 2, batch 1 on: learning rate 0.01 → 0.001',
      'nothing',
    ]);
    expect(resultRows([shown('b', history())]).some(({ id }) => id === 'changes')).toBe(false);
  });
});

describe('digits of two runs', () => {
  const size = { height: 1, width: 1, channels: 1 };
  const sampled = (title: string, indices: readonly number[], of = started()): Sampled => ({
    title,
    started: of,
    samples: {
      epoch: 1,
      digits: indices.map((index) => ({
        ...{ index, label: index % 10, predicted: 0, probability: 1 },
        theta: [1, 0, 0, 0, 1, 0],
      })),
      ...{ inputSize: size, outputSize: size },
      inputs: Uint8Array.from(indices),
      outputs: Uint8Array.from(indices),
    },
  });
  const told = (one: Sampled, other: Sampled): string =>
    differenceOfDigits(one, other, sameDigits(one, other));

  it('are joined by their number in the test set, in the first run’s order', () => {
    const [one, other] = [sampled('A', [5, 3, 8]), sampled('B', [8, 9, 5])];
    expect(sameDigits(one, other)).toEqual([
      { index: 5, label: 5, positions: [0, 2] },
      { index: 8, label: 8, positions: [2, 0] },
    ]);
    expect(told(one, other)).toBe('');
  });

  it('are none where the runs were tested on other data', () => {
    const elsewhere = { ...started().dataset, name: 'Synthetic digits', testCount: 100 };
    const other = sampled('B', [5], { ...started(), dataset: elsewhere });
    expect(sameDigits(sampled('A', [5]), other)).toEqual([]);
    expect(told(sampled('A', [5]), other)).toBe(
      'These runs were tested on other data (10000 digits of MNIST in A, 100 digits of Synthetic digits in B), so no digit went through both.',
    );
  });

  it('are none where none was sampled in both, and a sum is no digit', () => {
    expect(told(sampled('A', [1]), sampled('B', [2]))).toMatch(/^No digit was sampled in both runs/);
    const sums = { ...started(), config: { ...defaultConfig(), task: 'addition' as const } };
    expect(told(sampled('A', [1]), sampled('B', [1], sums))).toMatch(/^These runs have other tasks/);
  });

  it('look different where they are distorted otherwise, or from another seed: that is said', () => {
    const drawn = (title: string, changed: Partial<Config>): Sampled => {
      const run = sampled(title, [5], { ...started(), config: { ...defaultConfig(), ...changed } });
      return { ...run, samples: { ...run.samples, inputs: Uint8Array.of(title.length) } };
    };
    const turned = { ...defaultConfig().distortion, kind: 'R' as const };
    expect(told(drawn('A', {}), drawn('BB', { distortion: turned }))).toBe(
      'The digits are the same, but not their pictures: each run distorts them in its own way (none in A, R in BB).',
    );
    expect(told(drawn('A', {}), drawn('BB', { seed: 9 }))).toBe(
      'The digits are the same, but not their pictures: each run draws their distortion from its own seed (1 in A, 9 in BB).',
    );
    // Another seed alone changes no picture of undistorted digits.
    expect(told(drawn('A', {}), drawn('B', { seed: 9 }))).toBe('');
  });
});

describe('theta of a compared run', () => {
  const input = { height: 28, width: 28, channels: 1 };

  it('is told for each transformer, in terms that are the same for all kinds', () => {
    const transformers = [
      { kind: 'similarity' as const, controlPoints: 4, bounded: false },
      { kind: 'tps' as const, controlPoints: 2, bounded: false },
    ];
    const of = { ...started(), network: { ...started().network, transformers } };
    const [first, second] = thetaTerms(of, [0.5, 0, 0, 0, ...Array.from({ length: 8 }, () => 0)], input);
    expect(first.title).toBe('similarity');
    expect(first.terms.map(({ id, value }) => [id, value])).toContainEqual(['scale', '×0.500']);
    expect(second.title).toBe('thin-plate spline, 2 × 2 points, in the middle of the grid');
    expect(second.terms.map(({ words }) => words)).toContain('not turned');
  });

  it('is nothing without a transformer', () => {
    expect(
      thetaTerms({ ...started(), network: { ...started().network, transformers: [] } }, [], input),
    ).toEqual([]);
  });
});

describe('a comparison’s runs', () => {
  const told = (name: string, changed: Partial<ComparedRun> = {}): ComparedRun => ({
    ...{ name, label: '', state: 'training', problem: '', history: history() },
    ...changed,
  });

  it('keep their place and look, are called by their labels, and equal labels by their folders, too', () => {
    const store = new ComparisonStore();
    expect(store.names).toBeUndefined();
    store.receive({ type: 'comparison', protocol: 1, names: ['a', 'b', 'c'] });
    expect(store.receive({ type: 'compared', run: told('c', { label: 'Mine' }) })).toBe(true);
    expect(store.runs.map(({ title, kind, state }) => [title, kind, state])).toEqual([
      ['a', 'run-1', undefined],
      ['b', 'run-2', undefined],
      ['Mine', 'run-3', 'training'],
    ]);
    store.receive({ type: 'compared', run: told('a', { label: 'Mine' }) });
    expect(store.runs.map(({ title }) => title)).toEqual(['Mine (a)', 'b', 'Mine (c)']);
    expect(store.receive({ type: 'compared', run: told('stranger') })).toBe(false);
  });

  it('grow with their own events alone, and leave when they can’t be read any more', () => {
    const store = new ComparisonStore();
    store.receive({ type: 'comparison', protocol: 1, names: ['a', 'b'] });
    store.receive({ type: 'compared', run: told('a') });
    store.receive({ type: 'compared', run: told('b') });
    store.receive({ type: 'comparedEvent', name: 'b', event: epoch(1, 0.9) });
    store.receive({ type: 'comparedEvent', name: 'b', event: batch(2, 3) });
    store.receive({ type: 'comparedEvent', name: 'b', event: samples(1) });
    const [a, b] = store.runs.filter(isRead);
    expect([a, b].map((run) => run.history.epochs.length)).toEqual([0, 1]);
    expect(b.history.samples.map((sampled) => sampled.epoch)).toEqual([1]);
    store.receive({ type: 'compared', run: told('b', { history: null, problem: 'It is gone.' }) });
    expect(store.receive({ type: 'comparedEvent', name: 'b', event: epoch(2, 0.9) })).toBe(false);
    expect(store.runs.map(({ problem }) => problem)).toEqual(['', 'It is gone.']);
  });
});

describe('what a comparison remembers', () => {
  it('is believed as far as it makes sense', () => {
    expect(rememberedNames({ names: ['a', 'b'], charts: {} })).toEqual(['a', 'b']);
    for (const state of [undefined, null, 7, {}, { names: 'a' }, { names: ['a', 'a'] }, { names: [''] }]) {
      expect(rememberedNames(state)).toEqual([]);
    }
    expect(rememberedNames({ names: Array.from({ length: 9 }, (_, at) => String(at)) })).toEqual([]);
    expect(comparisonChoices({ compared: { hidden: ['a'], digit: -1, isGridShown: 'no' } })).toEqual({
      hidden: ['a'],
      sides: [],
      digit: null,
      isGridShown: true,
    });
  });
});
