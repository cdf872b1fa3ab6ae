import { describe, expect, it } from 'vitest';
import { protocolVersion } from '../../../src/shared/trainerProtocol';
import { availability } from '../../../webview/dashboard/availability';
import { statusText } from '../../../webview/dashboard/statusText';
import { testAccuracyCurve, testLossCurve } from '../../../webview/parts/charts/curves';
import { runFacts } from '../../../webview/parts/run/facts';
import { batchPosition, bestEpoch, progressOf } from '../../../webview/parts/run/progress';
import { RunStore } from '../../../webview/parts/run/store';
import { batch, breakdown, collapse, epoch, finished, history, samples, started, thetas } from './events';

const idle = { phase: 'idle', message: '', fraction: null } as const;
const noTwin = { type: 'snapshot', protocol: protocolVersion, twin: null } as const;
const training = { ...idle, phase: 'training' } as const;

describe('the store', () => {
  it('knows nothing until the first snapshot', () => {
    const store = new RunStore();
    expect(store.known).toBe(false);
    store.receive({ ...noTwin, status: idle, history: null });
    expect(store).toMatchObject({ known: true, history: undefined });
  });

  it('is the same after a snapshot and deltas as after all events', () => {
    const events = [
      started(),
      breakdown(0),
      samples(0),
      batch(1, 9),
      epoch(1, 0.9),
      breakdown(1),
      samples(1),
      batch(2, 9),
      epoch(2, 0.95),
    ];
    const whole = new RunStore();
    events.forEach((event) => whole.receive({ type: 'event', run: 'main', event }));
    for (let cut = 1; cut < events.length; cut++) {
      const host = new RunStore();
      events.slice(0, cut).forEach((event) => host.receive({ type: 'event', run: 'main', event }));
      const view = new RunStore();
      const snapshot = structuredClone(host.history) ?? null;
      view.receive({ ...noTwin, status: training, history: snapshot });
      events.slice(cut).forEach((event) => view.receive({ type: 'event', run: 'main', event }));
      expect(view.history).toEqual(whole.history);
    }
  });

  it('keeps the newest samples alone', () => {
    const store = new RunStore();
    [started(), samples(0), samples(1)].forEach((event) =>
      store.receive({ type: 'event', run: 'main', event }),
    );
    expect(store.history?.samples.map((event) => event.epoch)).toEqual([1]);
  });

  it('keeps the newest thetas, and every collapse', () => {
    const store = new RunStore();
    [started(), thetas(0), thetas(1), collapse].forEach((event) =>
      store.receive({ type: 'event', run: 'main', event }),
    );
    expect(store.history?.thetas).toEqual(thetas(1));
    expect(store.history?.collapses).toEqual([collapse]);
  });

  it('leaves out events before a run, and says that nothing changed', () => {
    const store = new RunStore();
    expect(store.receive({ type: 'event', run: 'main', event: batch(1, 0) })).toBe(false);
    expect(store.receive({ type: 'select', index: 1 })).toBe(false);
  });

  it('keeps the runs of a pair apart', () => {
    const store = new RunStore();
    const twin = { status: training, history: null };
    store.receive({ ...noTwin, status: training, history: null, twin });
    for (const run of ['main', 'twin'] as const) store.receive({ type: 'event', run, event: started() });
    store.receive({ type: 'event', run: 'twin', event: epoch(1, 0.8) });
    store.receive({ type: 'event', run: 'main', event: epoch(1, 0.9) });
    store.receive({ type: 'status', run: 'twin', status: { ...idle, phase: 'failed' } });
    expect(store.history?.epochs).toEqual([epoch(1, 0.9)]);
    expect(store.twin).toMatchObject({ status: { phase: 'failed' }, history: { epochs: [epoch(1, 0.8)] } });
    expect(store.status).toEqual(training);
    store.receive({ ...noTwin, status: idle, history: null });
    expect(store.twin).toBeUndefined();
    expect(store.receive({ type: 'event', run: 'twin', event: started() })).toBe(false);
  });

  it('begins anew with a new run', () => {
    const store = new RunStore();
    [started(), epoch(1, 0.9), started()].forEach((event) =>
      store.receive({ type: 'event', run: 'main', event }),
    );
    expect(store.history?.epochs).toEqual([]);
  });
});

describe('curves', () => {
  it('put the last batch of an epoch where the epoch’s test lies', () => {
    expect(batchPosition({ epoch: 3, batch: 9 }, 10)).toBe(3);
    expect(batchPosition({ epoch: 1, batch: 0 }, 10)).toBe(0.1);
  });

  it('leave a gap where a loss is no number', () => {
    const run = history({ epochs: [epoch(1, 0.1, NaN), epoch(2, 0.1, Infinity), epoch(3, 0.1, 0.4)] });
    expect(testLossCurve(run).map(({ y }) => y)).toEqual([NaN, NaN, 0.4]);
    expect(testAccuracyCurve(run)[2]).toEqual({ x: 3, y: 10 });
  });
});

describe('progress', () => {
  it('comes from the newest of batch and epoch', () => {
    expect(progressOf(history())).toMatchObject({ epoch: 0, position: 0, share: 0 });
    const inEpoch = history({ batches: [batch(2, 4)], epochs: [epoch(1, 0.9)] });
    expect(progressOf(inEpoch)).toMatchObject({
      epoch: 2,
      position: 1.5,
      imagesPerSecond: 1000,
      etaSeconds: 60,
    });
    const betweenEpochs = history({ batches: [batch(2, 9)], epochs: [epoch(1, 0.9), epoch(2, 0.9)] });
    expect(progressOf(betweenEpochs)).toMatchObject({
      epoch: 2,
      position: 2,
      share: 0.5,
      imagesPerSecond: 1200,
    });
  });

  it('names the earliest of equally good epochs', () => {
    expect(bestEpoch([epoch(1, 0.9), epoch(2, 0.95), epoch(3, 0.95)])?.epoch).toBe(2);
    expect(bestEpoch([])).toBeUndefined();
  });
});

describe('facts', () => {
  const value = (id: string, run = history(), isRunning = true) =>
    runFacts(run, isRunning).find((fact) => fact.id === id);

  it('say what is not known yet', () => {
    expect(value('best')?.value).toBe('–');
    expect(value('time')).toMatchObject({ name: 'Time left', value: '–' });
  });

  it('say why this engine, and where the data came from', () => {
    expect(value('engine')?.detail).toBe('WebAssembly, 2 threads (configured)');
    expect(value('dataset')?.detail).toBe('60,000 train, 10,000 test images · the cache');
  });

  it('leave no time running for a run that died', () => {
    const died = history({ batches: [batch(1, 3)] });
    expect(value('time', died, false)).toMatchObject({ name: 'Time', value: '–' });
    expect(value('time', history({ end: finished }), false)).toMatchObject({ name: 'Time', value: '1 min' });
  });
});

describe('the buttons', () => {
  const done = history({ epochs: [epoch(1, 0.9)], end: finished });
  it.each([
    ['idle', undefined, { train: true, restart: false, stop: false, inspect: false, report: false }],
    ['preparing', undefined, { train: false, restart: false, stop: true, inspect: false, report: false }],
    ['training', history(), { train: false, restart: true, stop: true, inspect: true, report: false }],
    ['paused', history(), { train: false, restart: true, stop: true, inspect: true, report: false }],
    ['stopping', history(), { train: false, restart: false, stop: false, inspect: true, report: false }],
    ['finished', done, { train: true, restart: true, stop: false, inspect: true, report: true }],
    [
      'stopped',
      { ...done, end: { ...finished, report: null } },
      { train: true, restart: true, stop: false, inspect: true, report: false },
    ],
    [
      'failed',
      history({ epochs: [epoch(1, 0.9)] }),
      { train: true, restart: true, stop: false, inspect: true, report: false },
    ],
    ['failed', undefined, { train: true, restart: false, stop: false, inspect: false, report: false }],
  ] as const)('while %s', (phase, run, expected) => {
    expect(availability({ status: { ...idle, phase }, history: run })).toEqual(expected);
  });
});

describe('the buttons of a pair', () => {
  const ended = { status: { ...idle, phase: 'finished' }, history: history({ end: finished }) } as const;
  const going = { status: training, history: history() };

  it('can stop what goes on without the main run, which can be inspected meanwhile', () => {
    const main = { ...ended, history: history({ epochs: [epoch(1, 0.9)], end: finished }) };
    expect(availability({ ...main, twin: going })).toEqual({
      ...{ train: false, restart: true, stop: true, inspect: true, report: false },
    });
  });

  it('are those of the main run otherwise', () => {
    for (const twin of [ended, going]) expect(availability({ ...going, twin }).stop).toBe(true);
    expect(availability({ ...ended, twin: ended })).toMatchObject({ train: true, report: true });
  });
});

describe('the status line', () => {
  it('shows a preparation’s share, or that nobody knows it', () => {
    const preparing = { phase: 'preparing', message: 'Downloading MNIST' } as const;
    expect(statusText({ status: { ...preparing, fraction: 0.42 }, history: undefined })).toMatchObject({
      text: 'Downloading MNIST',
      percent: '42%',
      share: 0.42,
    });
    expect(statusText({ status: { ...preparing, fraction: null }, history: undefined }).share).toBeNull();
  });

  it('counts epochs while training and sums up after', () => {
    expect(statusText({ status: training, history: history() }).text).toBe('Training, epoch 1 of 4');
    const end = { ...finished, outcome: 'stopped', epochs: 1 } as const;
    expect(statusText({ status: { ...idle, phase: 'stopped' }, history: history({ end }) }).text).toBe(
      'Stopped: 1 epoch in 1 min',
    );
    const whole = history({ end: finished });
    expect(statusText({ status: { ...idle, phase: 'finished' }, history: whole }).text).toBe(
      'Finished: 4 epochs in 1 min',
    );
  });

  it('says so where a run ended early because it got no better', () => {
    const early = history({ epochs: [epoch(1, 0.9), epoch(2, 0.9)], end: { ...finished, epochs: 2 } });
    expect(statusText({ status: { ...idle, phase: 'finished' }, history: early }).text).toBe(
      'Finished: stopped early after 2 of 4 epochs in 1 min',
    );
    expect(runFacts(early, false).find(({ id }) => id === 'epoch')).toMatchObject({
      value: '2 of 4',
      detail: 'stopped early',
    });
  });
});
