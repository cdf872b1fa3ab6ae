import { describe, expect, it } from 'vitest';
import { RunStore, type RunChange } from '../../../src/host/runs/runStore';
import { noBatches } from '../../../src/shared/batchRecord';
import { batch, epoch, samples, started } from './events';

function store() {
  const runs = new RunStore();
  const changes: RunChange[] = [];
  runs.onDidChange((change) => changes.push(change));
  return { runs, changes };
}

describe('the run store', () => {
  it('tells of a reset, every event and every status', () => {
    const { runs, changes } = store();
    expect(runs.status.phase).toBe('idle');
    runs.begin('');
    runs.apply({ type: 'preparing', message: 'Downloading', fraction: 0.5 });
    expect(runs.status).toEqual({ phase: 'preparing', message: 'Downloading', fraction: 0.5 });
    runs.apply(started('run'));
    runs.apply(batch(1, 0));
    expect(runs.isBusy).toBe(true);
    runs.apply({ type: 'finished', outcome: 'completed', epochs: 1, seconds: 1, report: null });
    expect(runs.status.phase).toBe('finished');
    expect(runs.isBusy).toBe(false);
    expect(changes.map(({ type }) => type)).toEqual([
      'reset',
      'event',
      'status',
      'event',
      'status',
      'event',
      'event',
      'status',
    ]);
  });

  it('keeps the newest samples alone', () => {
    const { runs } = store();
    runs.begin('');
    runs.apply(started('run'));
    for (const number of [0, 1, 2]) runs.apply(samples(number));
    expect(runs.history?.samples).toEqual([samples(2)]);
  });

  it('goes on saying that it stops while the trainer still prepares', () => {
    const { runs } = store();
    runs.begin('');
    runs.setStatus({ phase: 'stopping', message: '', fraction: null });
    runs.apply({ type: 'preparing', message: 'Downloading', fraction: 0.5 });
    runs.apply(started('run'));
    expect(runs.status.phase).toBe('stopping');
    runs.apply({ type: 'finished', outcome: 'stopped', epochs: 0, seconds: 1, report: null });
    expect(runs.status.phase).toBe('stopped');
  });

  it('follows how the run is steered while batches are trained, and not before or after', () => {
    const { runs } = store();
    const steer = (state: 'running' | 'pausing' | 'paused', stopsAfterEpoch = false) => {
      runs.apply({ type: 'steering', state, stopsAfterEpoch });
      return runs.status;
    };
    const status = { message: '', fraction: null };
    runs.begin('');
    expect(steer('pausing').phase).toBe('preparing');
    runs.apply(started('run'));
    expect(steer('pausing')).toEqual({ ...status, phase: 'training', plan: 'pause' });
    expect(steer('paused')).toEqual({ ...status, phase: 'paused' });
    expect(runs.isBusy).toBe(true);
    expect(steer('paused', true)).toEqual({ ...status, phase: 'paused', plan: 'stopAfterEpoch' });
    expect(steer('running')).toEqual({ ...status, phase: 'training' });
    runs.setStatus({ ...status, phase: 'stopping' });
    expect(steer('paused').phase).toBe('stopping');
  });

  it('forgets a run, and says so once', () => {
    const { runs, changes } = store();
    runs.begin('');
    runs.apply(started('run'));
    changes.length = 0;
    runs.clear();
    runs.clear();
    expect(runs.history).toBeUndefined();
    expect(runs.status.phase).toBe('idle');
    expect(changes).toEqual([{ type: 'reset' }]);
  });

  it('shows a run of before only while there is none of now', () => {
    const { runs, changes } = store();
    const history = {
      started: started('old'),
      batches: noBatches(),
      epochs: [epoch(1)],
      samples: [],
      breakdowns: [],
      collapses: [],
      changes: [],
    };
    runs.restore(history, { phase: 'finished', message: '', fraction: null });
    expect(runs.history?.started.directory).toBe('old');
    runs.begin('');
    expect(runs.history).toBeUndefined();
    runs.restore(history, { phase: 'finished', message: '', fraction: null });
    expect(runs.history).toBeUndefined();
    expect(changes).toEqual([{ type: 'reset' }, { type: 'reset' }]);
  });
});
