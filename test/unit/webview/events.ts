/** Events of a small run, for the tests of the views' logic. */
import { defaultConfig } from '../../../src/shared/config';
import type { RunHistory } from '../../../src/shared/runHistory';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { batchesOf } from '../../support/events';

const size = { height: 28, width: 28, channels: 1 };

export function started(batchesPerEpoch = 10): TrainerEventOf<'started'> {
  return {
    type: 'started',
    time: '2025-01-15T10:00:00.000Z',
    directory: '/runs/1',
    config: { ...defaultConfig(), epochs: 4 },
    engine: { name: 'wasm', detail: 'WebAssembly, 2 threads', threads: 2, reason: 'configured' },
    dataset: {
      name: 'MNIST',
      source: 'the cache',
      notice: '',
      trainCount: 60000,
      testCount: 10000,
      size,
      classNames: Array.from('0123456789'),
    },
    network: {
      parameters: 28000,
      classifierParameters: 21840,
      transformers: [{ kind: 'affine', controlPoints: 4, bounded: false }],
      transformedSize: size,
    },
    batchesPerEpoch,
  };
}

export function batch(epoch: number, position: number, meanLoss = 0.5): TrainerEventOf<'batch'> {
  return {
    type: 'batch',
    epoch,
    batch: position,
    loss: meanLoss,
    meanLoss,
    imagesPerSecond: 1000,
    etaSeconds: 60,
  };
}

export function epoch(number: number, accuracy: number, loss = 0.1): TrainerEventOf<'epoch'> {
  return {
    type: 'epoch',
    epoch: number,
    trainLoss: 0.3,
    test: { loss, accuracy, correct: Math.round(accuracy * 10000), total: 10000 },
    seconds: 15,
    imagesPerSecond: 1200,
    learningRate: 0.01,
    etaSeconds: 45,
  };
}

export function samples(number: number): TrainerEventOf<'samples'> {
  return {
    type: 'samples',
    epoch: number,
    digits: [{ index: 3, label: 7, predicted: 1, probability: 0.4, theta: [1, 0, 0, 0, 1, 0] }],
    inputSize: size,
    outputSize: size,
    inputs: new Uint8Array(784),
    outputs: new Uint8Array(784),
  };
}

export function thetas(
  number: number,
  parts: Partial<TrainerEventOf<'thetas'>> = {},
): TrainerEventOf<'thetas'> {
  return {
    type: 'thetas',
    epoch: number,
    indices: [3],
    labels: [7],
    predicted: [1],
    thetas: [[1, 0, 0, 0, 1, 0]],
    poses: null,
    ...parts,
  };
}

/** Of two classes: one digit of class 1 is taken for 0. */
export function breakdown(
  number: number,
  parts: Partial<TrainerEventOf<'breakdown'>> = {},
): TrainerEventOf<'breakdown'> {
  return {
    ...{ type: 'breakdown', epoch: number, poses: [], alignment: null },
    confusion: [
      [5, 0],
      [1, 4],
    ],
    ...parts,
  };
}

export const collapse: TrainerEventOf<'collapse'> = {
  type: 'collapse',
  epoch: 2,
  finding: 'shrinking',
  message: 'The sampling grid has shrunk to less than a tenth of the image on 19 of 20 digits.',
  advice: 'Try a smaller learning rate.',
};

export const finished: TrainerEventOf<'finished'> = {
  type: 'finished',
  outcome: 'completed',
  epochs: 4,
  seconds: 60,
  report: 'report.html',
};

export function history({
  batches = [],
  ...parts
}: Partial<Omit<RunHistory, 'batches'>> & { batches?: TrainerEventOf<'batch'>[] } = {}): RunHistory {
  const first = parts.started ?? started();
  return {
    started: first,
    batches: batchesOf(batches, first.batchesPerEpoch),
    epochs: [],
    samples: [],
    breakdowns: [],
    collapses: [],
    changes: [],
    ...parts,
  };
}
