/** Well-formed events for tests of those who only pass them on or show them. */
import { addBatch, noBatches, type BatchRecord } from '../../src/shared/batchRecord';
import { defaultConfig } from '../../src/shared/config';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';

export function startedEvent(changes: Partial<TrainerEventOf<'started'>> = {}): TrainerEventOf<'started'> {
  return {
    type: 'started',
    time: '2026-01-01T00:00:00.000Z',
    directory: 'runs/test',
    config: defaultConfig(),
    engine: { name: 'wasm', detail: 'plain SIMD', threads: 1, reason: 'chosen by stn.engine' },
    dataset: {
      name: 'MNIST',
      source: 'a test',
      notice: '',
      trainCount: 60000,
      testCount: 10000,
      size: { height: 28, width: 28, channels: 1 },
      classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    },
    network: {
      parameters: 27360,
      classifierParameters: 21840,
      transformers: [{ kind: 'affine', controlPoints: 4, bounded: false }],
      transformedSize: { height: 28, width: 28, channels: 1 },
    },
    batchesPerEpoch: 938,
    ...changes,
  };
}

/** What a run's history keeps of these events. */
export function batchesOf(events: readonly TrainerEventOf<'batch'>[], batchesPerEpoch = 10): BatchRecord {
  return events.reduce((record, event) => addBatch(record, event, batchesPerEpoch), noBatches());
}
