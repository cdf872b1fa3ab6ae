import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../src/shared/config';
import { isTutorialRun, tutorialEpochs } from '../../../src/shared/tutorialRun';
import { amountAxis, rateAxis, spanAxis } from '../../../webview/parts/charts/axes';
import { BatchCurves } from '../../../webview/parts/charts/batchCurves';
import { chartChoices } from '../../../webview/parts/charts/chartChoices';
import { learningRateCurve, lossDrawing } from '../../../webview/parts/charts/runCurves';
import { spanAfterKey, valuesWithin, within } from '../../../webview/parts/charts/span';
import { batch, epoch, history, started } from './events';

describe('axes', () => {
  it('of amounts begin at zero and end at a round number', () => {
    expect(amountAxis([])).toEqual({ min: 0, max: 1, ticks: [0, 1] });
    expect(amountAxis([NaN, 31_000, 12_000])).toEqual({
      ...{ min: 0, max: 40_000, ticks: [0, 10_000, 20_000, 30_000, 40_000] },
    });
    expect(amountAxis([0.01]).max).toBe(0.01);
  });

  it('of learning rates leave room around one alone', () => {
    expect(rateAxis([0.01, 0.01])).toEqual({ min: 0.005, max: 0.02, ticks: [0.005, 0.01, 0.02] });
    expect(rateAxis([])).toEqual(rateAxis([0, NaN]));
  });

  it('of learning rates are not filled by the end of a cosine, and their labels don’t crowd', () => {
    const { schedule } = defaultConfig();
    const run = history({
      started: { ...started(938), config: { ...defaultConfig(), schedule: { ...schedule, kind: 'cosine' } } },
      epochs: [epoch(20, 0.9)],
    });
    const rates = learningRateCurve(run).map(({ y }) => y);
    expect(Math.min(...rates)).toBeLessThan(1e-9);
    const { min, max, ticks } = rateAxis(rates);
    expect(min).toBeGreaterThan(1e-6);
    expect(max).toBe(0.02);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(rateAxis([1, 0.1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-10]).ticks).toEqual([
      1e-10, 1e-8, 1e-6, 1e-4, 0.01, 1,
    ]);
  });

  it('of a part of the epochs keep its ends, with round numbers between', () => {
    expect(spanAxis({ min: 1.03, max: 1.41 })).toEqual({
      min: 1.03,
      max: 1.41,
      ticks: [1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4],
    });
  });
});

describe('a zoom', () => {
  const whole = { min: 0, max: 10 };

  it('is halved, doubled and moved by keys, and ended by Escape', () => {
    const span = { min: 4, max: 8 };
    expect(spanAfterKey('+', span)).toEqual({ min: 5, max: 7 });
    expect(spanAfterKey('-', span)).toEqual({ min: 2, max: 10 });
    expect(spanAfterKey('ArrowRight', { min: 0, max: 5 })).toEqual({ min: 1, max: 6 });
    expect(spanAfterKey('Escape', span)).toBeUndefined();
    expect(spanAfterKey('x', span)).toBeNull();
  });

  it('stays within what there is, and is none where it is all of it', () => {
    expect(within({ min: -2, max: 2 }, whole, 0.1)).toEqual({ min: 0, max: 4 });
    expect(within({ min: 8, max: 12 }, whole, 0.1)).toEqual({ min: 6, max: 10 });
    expect(within({ min: 5, max: 5 }, whole, 0.5)).toEqual({ min: 4.75, max: 5.25 });
    expect(within({ min: -3, max: 9 }, whole, 0.1)).toBeUndefined();
  });

  it('has room for lines that come in and go out between their points', () => {
    const curve = [10, 20, 40, NaN].map((y, x) => ({ x, y }));
    expect(valuesWithin(curve, { min: 0.5, max: 1.25 })).toEqual([20, 15, 25]);
    expect(valuesWithin(curve, { min: 1.2, max: 1.4 })).toEqual([24, 28]);
    expect(valuesWithin(curve, { min: 0, max: 2 })).toEqual([10, 20, 40]);
    expect(valuesWithin(curve, { min: -2, max: -1 })).toEqual([]);
    expect(valuesWithin(curve, { min: 2.5, max: 9 })).toEqual([NaN]);
  });
});

describe('what is remembered of the charts', () => {
  it('falls back field by field', () => {
    expect(chartChoices(undefined)).toEqual({ smoothing: 0.6, isLogarithmic: true });
    expect(chartChoices({ charts: { smoothing: 7, isLogarithmic: false } })).toEqual({
      ...{ smoothing: 0.6, isLogarithmic: false },
    });
  });
});

describe('the learning rate’s curve', () => {
  const rates = (config: Partial<Config>, parts: Parameters<typeof history>[0] = {}) =>
    learningRateCurve(
      history({
        started: { ...started(), config: { ...defaultConfig(), epochs: 4, ...config } },
        batches: [batch(2, 9)],
        ...parts,
      }),
    );

  it('is level where nothing changes it', () => {
    const points = rates({});
    expect(points[0]).toEqual({ x: 0, y: 0.01 });
    expect(points.at(-1)).toEqual({ x: 2, y: 0.01 });
    expect(new Set(points.map(({ y }) => y))).toEqual(new Set([0.01]));
    expect(rates({}, { batches: [] })).toEqual([]);
  });

  it('steps where the schedule does and where it was changed', () => {
    const { schedule } = defaultConfig();
    const settings = { learningRate: 0.1, padding: 'zeros' } as const;
    const points = rates(
      { schedule: { ...schedule, kind: 'step', epochs: 1, factor: 0.5 } },
      { changes: [{ type: 'changed', epoch: 1, batch: 5, settings }] },
    );
    const at = (x: number): number | undefined => points.find((point) => point.x === x)?.y;
    expect([0.9, 1, 1.4, 1.5].map(at)).toEqual([0.01, 0.005, 0.005, 0.05]);
  });
});

describe('the tutorial’s log', () => {
  const mnist = history({ epochs: [epoch(1, 0.9)] });
  const legend = (run: typeof mnist) =>
    lossDrawing(
      { history: run, batches: new BatchCurves().follow(run, { min: 0, max: 4 }, 0) },
      undefined,
    ).curves.map(({ kind }) => kind);

  it('is drawn beside the run that it tells of, whatever chance and speed made of it', () => {
    expect(tutorialEpochs).toHaveLength(20);
    expect(tutorialEpochs.at(-1)).toEqual({ loss: 0.0385, accuracy: 0.9886 });
    const config = { ...mnist.started.config, seed: 7, epochs: 3, threads: 2, engine: 'wasm' } as const;
    expect(isTutorialRun({ ...mnist, started: { ...mnist.started, config } })).toBe(true);
    expect(legend(mnist)).toContain('reference');
  });

  it('is left out beside any other', () => {
    const { started: first } = mnist;
    const settings = { learningRate: 0.1, padding: 'zeros' } as const;
    const others = [
      { ...mnist, started: { ...first, dataset: { ...first.dataset, name: 'Fashion-MNIST' } } },
      { ...mnist, started: { ...first, config: { ...first.config, learningRate: 0.1 } } },
      { ...mnist, changes: [{ type: 'changed', epoch: 0, batch: 5, settings } as const] },
    ];
    for (const other of others) {
      expect(isTutorialRun(other)).toBe(false);
      expect(legend(other)).not.toContain('reference');
    }
  });
});
