import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../src/trainer/engines/engine';
import { randomStreams } from '../../../src/trainer/random';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../../../src/trainer/run/checkpoint';
import { CheckpointFolder } from '../../../src/trainer/run/checkpoints';
import { UserError } from '../../../src/trainer/userError';

function tensors(from: number): ReadonlyMap<string, Tensor> {
  return new Map<string, Tensor>([
    ['a.weight', { shape: [2, 3], values: Float32Array.from({ length: 6 }, (_, at) => from + at / 7) }],
    ['a.bias', { shape: [3], values: Float32Array.of(from, -0, 1e-42) }],
  ]);
}

function checkpointAfter(epoch: number): Checkpoint {
  return {
    engine: 'wasm',
    engineDetail: 'WebAssembly with plain SIMD',
    data: 0xfedcba98,
    loop: {
      ...{ epoch, batch: 7, epochLoss: 0.1 + 0.2, recentLoss: 1e-17, recentBatches: 3, epochSeconds: 1.5 },
      earlyStop: { lowest: Infinity, best: 0 },
      changes: [{ type: 'changed', epoch: 0, batch: 3, settings: { learningRate: 0.1, padding: 'border' } }],
      dropout: randomStreams(3).dropout.state,
    },
    collapses: ['flipping 1'],
    seconds: 12.25,
    weights: tensors(1),
    optimizer: { steps: 42, means: [tensors(2), tensors(3)] },
  };
}

function newFolder(): { directory: string; folder: CheckpointFolder; files: () => string[] } {
  const directory = mkdtempSync(join(tmpdir(), 'stn-checkpoints-'));
  const checkpoints = join(directory, 'checkpoints');
  const files = (): string[] => readdirSync(checkpoints).map((name) => join(checkpoints, name));
  return { directory, folder: new CheckpointFolder(directory), files };
}

const never = (sentence: string): void => {
  throw new Error(`Nobody should have been told: ${sentence}`);
};

describe('a checkpoint', () => {
  it('is read as it was written, to the last bit', () => {
    const checkpoint = checkpointAfter(2);
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('is refused wherever a byte of it is another', () => {
    const whole = encodeCheckpoint(checkpointAfter(2));
    for (let at = 0; at < whole.length; at++) {
      const spoiled = Buffer.from(whole);
      spoiled[at] ^= 1 << (at % 8);
      expect(() => decodeCheckpoint(spoiled), `byte ${at}`).toThrow(/^it/);
    }
  });

  it('is refused wherever it was cut off, or is longer', () => {
    const whole = encodeCheckpoint(checkpointAfter(2));
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeCheckpoint(whole.subarray(0, length)), `${length} bytes`).toThrow(/^it/);
    }
    expect(() => decodeCheckpoint(Buffer.concat([whole, Buffer.alloc(1)]))).toThrow(/^it has \d+ bytes, not/);
  });
});

describe('a run’s checkpoints', () => {
  it('are the last two', () => {
    const { directory, folder, files } = newFolder();
    for (let epoch = 1; epoch <= 5; epoch++) folder.write(checkpointAfter(epoch), 2);
    expect(files()).toHaveLength(2);
    expect(new CheckpointFolder(directory).read(never)).toEqual(checkpointAfter(5));
  });

  it('are as many as asked for, also in a run that is resumed with fewer', () => {
    const { directory, folder, files } = newFolder();
    for (let epoch = 1; epoch <= 7; epoch++) folder.write(checkpointAfter(epoch), 5);
    expect(files()).toHaveLength(5);
    const again = new CheckpointFolder(directory);
    again.read(never);
    again.write(checkpointAfter(8), 5);
    expect(files()).toHaveLength(5);
    again.write(checkpointAfter(9), 1);
    expect(files()).toHaveLength(1);
    expect(new CheckpointFolder(directory).read(never)).toEqual(checkpointAfter(9));
  });

  it('are not called missing where the file system refuses them', () => {
    const { directory, folder, files } = newFolder();
    folder.write(checkpointAfter(1), 2);
    const [file] = files();
    rmSync(file);
    // A link to itself.
    symlinkSync(file, file);
    expect(() => new CheckpointFolder(directory).read(() => undefined)).toThrow(
      /holds no checkpoint that can be read \(ELOOP.*\); put that right, then try again\.$/,
    );
  });

  it('begin with the one before where the newest is damaged, which then goes first', () => {
    const { directory, folder, files } = newFolder();
    for (let epoch = 1; epoch <= 3; epoch++) folder.write(checkpointAfter(epoch), 2);
    const [, newest] = files().sort();
    truncateSync(newest, 500);
    const warnings: string[] = [];
    const again = new CheckpointFolder(directory);
    expect(again.read((sentence) => warnings.push(sentence))).toEqual(checkpointAfter(2));
    expect(warnings).toEqual([
      expect.stringMatching(/000003\.bin can't be used \(it has 500 bytes, not \d+\)/),
    ]);
    again.write(checkpointAfter(9), 2);
    expect(files()).not.toContain(newest);
    expect(files()).toHaveLength(2);
    expect(new CheckpointFolder(directory).read(never)).toEqual(checkpointAfter(9));
  });

  it('that are all damaged are none', () => {
    const { folder, files } = newFolder();
    folder.write(checkpointAfter(1), 2);
    const [file] = files();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, bytes.length - 10));
    const warnings: string[] = [];
    const read = (): unknown => folder.read((sentence) => warnings.push(sentence));
    expect(read).toThrow(UserError);
    expect(read).toThrow(/holds no checkpoint to resume from/);
    expect(warnings[0]).toContain('its checksum differs');
  });
});

describe('a random stream', () => {
  it('goes on from its state', () => {
    const [one, other] = [randomStreams(1).dropout, randomStreams(2).dropout];
    one.permutation(100);
    other.state = one.state;
    expect([...other.permutation(50)]).toEqual([...one.permutation(50)]);
  });
});
