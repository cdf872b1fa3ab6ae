/** What each of a run's charts draws, and the newest values for its legend. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { learningRateAt } from '../../../src/shared/schedule';
import { isTutorialRun, tutorialEpochs } from '../../../src/shared/tutorialRun';
import type { BatchDrawing } from './batchCurves';
import { testAccuracyCurve, testLossCurve, type Curve, type CurveKind, type Point } from './curves';
import { formatLoss, formatPercent, formatSpeed } from '../page/format';
import { transformerName, twinName } from '../run/pair';
import { bestEpoch, progressOf } from '../run/progress';

export interface Drawing {
  readonly curves: readonly Curve[];
  readonly values: Readonly<Partial<Record<CurveKind, string>>>;
}

/** A run with the curves of its batches. */
export interface DrawnRun {
  readonly history: RunHistory;
  readonly batches: BatchDrawing;
}

const referenceName = 'the tutorial’s log';

/** Positions at which a learning rate that changes with every batch is drawn. */
const rateSteps = 300;

export function lossDrawing({ history, batches }: DrawnRun, twin: DrawnRun | undefined): Drawing {
  const prefix = twin ? `${transformerName(history.started)}, ` : '';
  const curves: Curve[] = [
    {
      ...{ kind: 'test', name: `${prefix}test loss`, legend: `${prefix}test` },
      points: testLossCurve(history),
    },
    {
      ...{ kind: 'train', name: `${prefix}train loss`, legend: `${prefix}train${twin ? '' : ', running'}` },
      points: batches.loss.smooth,
    },
    // The single ones stay in sight behind their mean.
    { kind: 'trace', name: 'train loss of single points', points: batches.loss.single },
  ];
  if (twin) {
    curves.push(
      {
        ...{ kind: 'twin-test', name: `${twinName}, test loss`, legend: `${twinName}, test` },
        points: testLossCurve(twin.history),
      },
      {
        ...{ kind: 'twin-train', name: `${twinName}, train loss`, legend: `${twinName}, train` },
        points: twin.batches.loss.smooth,
      },
      {
        ...{ kind: 'twin-trace', name: `${twinName}, train loss of single points` },
        points: twin.batches.loss.single,
      },
    );
  } else {
    curves.push(...reference(history, ({ loss }) => loss));
  }
  return {
    curves,
    values: {
      ...lossValues('test', 'train', history),
      ...(twin && lossValues('twin-test', 'twin-train', twin.history)),
      ...referenceValue(history, ({ loss }) => formatLoss(loss)),
    },
  };
}

export function accuracyDrawing(history: RunHistory, twin: RunHistory | undefined): Drawing {
  const name = twin ? transformerName(history.started) : 'test';
  const curves: Curve[] = [
    { kind: 'test', name: `${name} accuracy`, legend: name, points: testAccuracyCurve(history) },
  ];
  if (twin) {
    curves.push({
      ...{ kind: 'twin-test', name: `${twinName}, accuracy`, legend: twinName },
      points: testAccuracyCurve(twin),
    });
    return { curves, values: { ...accuracyValue('test', history), ...accuracyValue('twin-test', twin) } };
  }
  const best = bestEpoch(history.epochs);
  curves.push({
    ...{ kind: 'best', name: 'best test accuracy', legend: 'best' },
    points: best ? [{ x: best.epoch, y: best.test.accuracy * 100 }] : [],
  });
  curves.push(...reference(history, ({ accuracy }) => accuracy * 100));
  const value = best && `${formatPercent(best.test.accuracy)} after epoch ${best.epoch}`;
  return {
    curves,
    values: {
      ...accuracyValue('test', history),
      ...(value && { best: value }),
      ...referenceValue(history, ({ accuracy }) => formatPercent(accuracy)),
    },
  };
}

/** As the schedule and changed settings have it; a comparison's runs have the same. */
export function rateDrawing(history: RunHistory): Drawing {
  const points = learningRateCurve(history);
  const newest = points.at(-1);
  return {
    curves: [{ kind: 'train', name: 'learning rate', legend: 'learning rate', points }],
    values: newest ? { train: String(Number(newest.y.toPrecision(3))) } : {},
  };
}

export function speedDrawing({ history, batches }: DrawnRun, twin: DrawnRun | undefined): Drawing {
  const name = twin ? transformerName(history.started) : 'training';
  const curves: Curve[] = [
    { kind: 'train', name: `${name}, images/s`, legend: name, points: batches.speed.smooth },
    { kind: 'trace', name: 'images/s of single points', points: batches.speed.single },
  ];
  if (twin) {
    const { smooth, single } = twin.batches.speed;
    curves.push(
      { kind: 'twin-train', name: `${twinName}, images/s`, legend: twinName, points: smooth },
      { kind: 'twin-trace', name: `${twinName}, images/s of single points`, points: single },
    );
  }
  return {
    curves,
    values: { ...speedValue('train', history), ...(twin && speedValue('twin-train', twin.history)) },
  };
}

/** The rate of each batch from the first on; where it changes with every batch, of as many as are seen. */
export function learningRateCurve(history: RunHistory): Point[] {
  const { started, changes } = history;
  const { config, batchesPerEpoch: batches } = started;
  const trained = Math.round(progressOf(history).position * batches);
  if (trained === 0) return [];
  const changed = changes.map(({ epoch, batch, settings }) => ({ at: epoch * batches + batch, settings }));
  const { epochs, schedule } = config;
  const rateAt = (at: number): number => {
    const { learningRate } = changed.findLast((change) => change.at <= at)?.settings ?? config;
    const epoch = 1 + Math.floor(at / batches);
    return learningRateAt({ learningRate, epochs, schedule }, epoch, at % batches, batches);
  };
  const positions = new Set<number>([0, trained - 1]);
  const add = (at: number): void => {
    if (at >= 0 && at < trained) positions.add(at);
  };
  for (let step = 0; step < rateSteps; step++) add(Math.floor((step * trained) / rateSteps));
  // Steps are as steep as they are.
  const steps = [...changed.map(({ at }) => at), ...scheduleSteps(history, trained)];
  for (const at of steps) [at - 1, at].forEach(add);
  const points = [...positions].sort((a, b) => a - b).map((at) => ({ x: at / batches, y: rateAt(at) }));
  return [...points, { x: trained / batches, y: rateAt(trained - 1) }];
}

function scheduleSteps({ started }: RunHistory, trained: number): number[] {
  const { schedule } = started.config;
  const length = schedule.epochs * started.batchesPerEpoch;
  const count = schedule.kind === 'step' ? Math.floor(trained / length) : 0;
  return Array.from({ length: Math.min(count, rateSteps) }, (_, step) => (step + 1) * length);
}

/** @param value of an epoch of the tutorial */
function reference(
  history: RunHistory,
  value: (epoch: (typeof tutorialEpochs)[number]) => number,
): readonly Curve[] {
  if (!isTutorialRun(history)) return [];
  const points = tutorialEpochs.map((epoch, at) => ({ x: at + 1, y: value(epoch) }));
  return [{ kind: 'reference', name: referenceName, legend: referenceName, points }];
}

/** After the epoch that the run has done, or after all of them. */
function referenceValue(
  { epochs }: RunHistory,
  text: (epoch: (typeof tutorialEpochs)[number]) => string,
): Drawing['values'] {
  const last = tutorialEpochs.length;
  const epoch = Math.min(last, epochs.at(-1)?.epoch ?? last);
  return { reference: `${text(tutorialEpochs[epoch - 1])} after epoch ${epoch}` };
}

/** The newest ones, for the legend. */
function lossValues(test: CurveKind, train: CurveKind, { epochs, batches }: RunHistory) {
  const [epoch, batch] = [epochs.at(-1), batches.newest];
  return {
    ...(epoch && { [test]: formatLoss(epoch.test.loss) }),
    ...(batch && { [train]: formatLoss(batch.meanLoss) }),
  };
}

function accuracyValue(kind: CurveKind, { epochs }: RunHistory) {
  const newest = epochs.at(-1);
  return newest ? { [kind]: formatPercent(newest.test.accuracy) } : {};
}

function speedValue(kind: CurveKind, history: RunHistory) {
  const { imagesPerSecond } = progressOf(history);
  return imagesPerSecond === undefined ? {} : { [kind]: formatSpeed(imagesPerSecond) };
}
