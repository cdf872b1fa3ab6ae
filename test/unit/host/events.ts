/** Small, valid events for tests of what receives them. */
import { defaultConfig } from '../../../src/shared/config';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';

export function started(directory: string, config = defaultConfig()): TrainerEventOf<'started'> {
  return {
    type: 'started',
    time: '2026-11-22T16:45:03.000Z',
    directory,
    config,
    engine: { name: 'wasm', detail: 'WebAssembly', threads: 1, reason: 'configured' },
    dataset: {
      name: 'Synthetic digits',
      source: 'built in',
      notice: 'This is not MNIST.',
      trainCount: 640,
      testCount: 100,
      size: { height: 2, width: 2, channels: 1 },
      classNames: ['0', '1'],
    },
    network: {
      parameters: 27_360,
      classifierParameters: 6,
      transformers: [{ kind: 'affine', controlPoints: 4, bounded: false }],
      transformedSize: { height: 2, width: 2, channels: 1 },
    },
    batchesPerEpoch: 10,
  };
}

export function batch(epoch: number, at: number, loss = 1): TrainerEventOf<'batch'> {
  return { type: 'batch', epoch, batch: at, loss, meanLoss: loss, imagesPerSecond: 1000, etaSeconds: 90 };
}

export function epoch(number: number): TrainerEventOf<'epoch'> {
  const test = { loss: 0.5, accuracy: 0.9, correct: 90, total: 100 };
  return {
    type: 'epoch',
    epoch: number,
    trainLoss: 0.6,
    test,
    seconds: 1,
    imagesPerSecond: 1000,
    learningRate: 0.01,
    etaSeconds: 30,
  };
}

export function samples(number: number): TrainerEventOf<'samples'> {
  const size = { height: 2, width: 2, channels: 1 };
  return {
    type: 'samples',
    epoch: number,
    digits: [{ index: 3, label: 1, predicted: 0, probability: 0.6, theta: [1, 0, 0, 0, 1, 0] }],
    inputSize: size,
    outputSize: size,
    inputs: Uint8Array.of(0, 128, 255, number),
    outputs: Uint8Array.of(1, 2, 3, 4),
  };
}

export function thetas(number: number): TrainerEventOf<'thetas'> {
  return {
    type: 'thetas',
    epoch: number,
    indices: [3],
    labels: [1],
    predicted: [0],
    thetas: [[1, 0, 0, 0, 1, 0]],
    poses: null,
  };
}

export function inspection(request: number, index: number): TrainerEventOf<'inspection'> {
  const size = { height: 2, width: 2, channels: 1 };
  return {
    type: 'inspection',
    request,
    index,
    testCount: 100,
    label: 1,
    classNames: ['0', '1'],
    epoch: 1,
    batch: 0,
    theta: [1, 0, 0, 0, 1, 0],
    pose: null,
    probabilities: [0.25, 0.75],
    inputSize: size,
    outputSize: size,
    input: Uint8Array.of(9, 8, 7, 6),
    output: Uint8Array.of(5, 4, 3, 2),
    alignCorners: false,
  };
}

export function benchmark(request: number): TrainerEventOf<'benchmark'> {
  return {
    type: 'benchmark',
    request,
    network: { input: { height: 28, width: 28, channels: 1 }, parameters: 27360 },
    batchSize: 64,
    testBatchSize: 1000,
    rows: [
      {
        engine: 'wasm',
        detail: 'WebAssembly with plain SIMD',
        threads: 1,
        speed: { training: 8000, evaluation: 40_000 },
      },
      {
        engine: 'wasm',
        detail: 'WebAssembly with plain SIMD',
        threads: 2,
        speed: { training: 16_000, evaluation: 80_000 },
      },
      {
        engine: 'tensorflow',
        detail: 'It is not installed in C:\\stn_lab: install it.',
        threads: 0,
        speed: null,
      },
    ],
  };
}
