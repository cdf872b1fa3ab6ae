import {
  appendFileSync,
  chmodSync,
  existsSync,
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
import { defaultConfig } from '../../../src/shared/config';
import { decodeLine } from '../../../src/shared/messages';
import type { Tensor } from '../../../src/trainer/engines/engine';
import type { SettingsChange } from '../../../src/shared/liveSettings';
import type { TrainerEvent } from '../../../src/shared/trainerProtocol';
import { RunFolder } from '../../../src/trainer/run/runFolder';
import { readSavedRun } from '../../../src/trainer/run/savedRun';
import { UserError } from '../../../src/trainer/userError';
import { startedEvent } from '../../support/events';

function newDirectory(): string {
  return join(mkdtempSync(join(tmpdir(), 'stn-run-')), 'run');
}

function newFolder(): RunFolder {
  const folder = RunFolder.create(newDirectory());
  folder.writeConfig(defaultConfig());
  return folder;
}

const weights = new Map<string, Tensor>([
  ['a.weight', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, -6.5) }],
  ['a.bias', { shape: [3], values: Float32Array.of(0.1, 0, -0) }],
]);

describe('a run folder', () => {
  it('gives back its configuration and newest weights', () => {
    const folder = newFolder();
    folder.record(startedEvent());
    folder.record(folder.writeWeights(1, 0, new Map([['old', { shape: [1], values: Float32Array.of(9) }]])));
    folder.record(folder.writeWeights(1, 250, weights));
    folder.close();
    expect(readSavedRun(folder.directory)).toEqual({
      config: defaultConfig(),
      begun: defaultConfig(),
      changes: [],
      weights,
      epoch: 1,
      batch: 250,
    });
    const model = JSON.parse(
      readFileSync(join(folder.directory, 'weights/epoch-0002-batch-00250/model.json'), 'utf8'),
    ) as { weightsManifest: { weights: unknown[] }[] };
    expect(model.weightsManifest[0].weights[0]).toEqual({
      name: 'a.weight',
      shape: [2, 3],
      dtype: 'float32',
    });
  });

  it('holds events as lines and samples as files of their own', () => {
    const folder = newFolder();
    const size = { height: 1, width: 1, channels: 1 };
    const samples = {
      type: 'samples',
      epoch: 0,
      digits: [],
      inputSize: size,
      outputSize: size,
      inputs: Uint8Array.of(7),
      outputs: Uint8Array.of(8),
    } as const;
    folder.record(startedEvent());
    folder.record({ type: 'preparing', message: 'not part of the story', fraction: null });
    folder.record({ ...samples, digits: [] });
    folder.close();
    const lines = readFileSync(join(folder.directory, 'events.jsonl'), 'utf8').split('\n');
    expect(lines).toHaveLength(2);
    expect(decodeLine(lines[0])).toEqual(startedEvent());
    expect(decodeLine(readFileSync(join(folder.directory, 'samples/epoch-0000.json'), 'utf8'))).toEqual(
      samples,
    );
  });

  it('holds thetas as files of their own, and a collapse as a line', () => {
    const folder = newFolder();
    const thetas = {
      ...{ type: 'thetas' as const, epoch: 3, indices: [5], labels: [7], predicted: [1] },
      ...{ thetas: [[1, 0, 0, 0, 1, 0]], poses: null },
    };
    const collapse = {
      ...({ type: 'collapse', epoch: 3, finding: 'leaving' } as const),
      ...{ message: 'Seen.', advice: 'Try.' },
    };
    folder.record(thetas);
    folder.record(collapse);
    folder.close();
    const text = (name: string): string => readFileSync(join(folder.directory, name), 'utf8');
    expect(decodeLine(text('thetas/epoch-0003.json'))).toEqual(thetas);
    expect(decodeLine(text('events.jsonl'))).toEqual(collapse);
  });

  it('holds a gallery as a file of its own, also where an older version began the run', () => {
    const { directory } = newFolder();
    rmSync(join(directory, 'gallery'), { recursive: true });
    const size = { height: 1, width: 1, channels: 1 };
    const gallery = {
      ...{ type: 'gallery' as const, epoch: 2, digits: [], inputSize: size, outputSize: size },
      ...{ inputs: Uint8Array.of(), outputs: Uint8Array.of() },
    };
    const folder = RunFolder.reopen(directory);
    folder.writeEpochFile(gallery);
    folder.close();
    expect(decodeLine(readFileSync(join(directory, 'gallery/epoch-0002.json'), 'utf8'))).toEqual(gallery);
  });

  it('is never written over', () => {
    const folder = newFolder();
    folder.record(startedEvent());
    folder.close();
    expect(() => RunFolder.create(folder.directory)).toThrow(/holds a run already/);
  });

  it('of a run that failed before it began is taken again', () => {
    const folder = newFolder();
    folder.record({ type: 'failed', message: 'There is no data.' });
    folder.close();
    const again = RunFolder.create(folder.directory);
    again.record(startedEvent());
    again.close();
    expect(readFileSync(join(folder.directory, 'events.jsonl'), 'utf8').split('\n')).toHaveLength(3);
  });

  it('gives the weights that a resumed run goes on from, not superseded ones', () => {
    const folder = newFolder();
    const resumed = (epoch: number, batch: number): TrainerEvent => ({
      ...{ type: 'resumed', time: '2026-11-22T12:00:00.000Z', epoch, batch, changes: [] },
    });
    for (const epoch of [1, 2]) folder.record(folder.writeWeights(epoch, 0, weights));
    folder.record(resumed(2, 5));
    expect(readSavedRun(folder.directory).epoch).toBe(2);
    folder.record(resumed(1, 9));
    expect(readSavedRun(folder.directory).epoch).toBe(1);
    folder.record(folder.writeWeights(2, 0, weights));
    expect(readSavedRun(folder.directory).epoch).toBe(2);
    folder.record(resumed(0, 3));
    expect(() => readSavedRun(folder.directory)).toThrow(/ended before any weights were saved/);
    folder.close();
  });

  it('gives the settings that its newest weights were trained with', () => {
    const folder = newFolder();
    const change = (epoch: number, learningRate: number): SettingsChange => ({
      ...{ type: 'changed', epoch, batch: 0, settings: { learningRate, padding: 'border' } },
    });
    const rate = (): number => readSavedRun(folder.directory).config.learningRate;
    folder.record(folder.writeWeights(1, 0, weights));
    expect(rate()).toBe(0.01);
    for (const event of [change(1, 0.5), change(1, 0.25), change(2, 0.125)]) folder.record(event);
    expect(rate()).toBe(0.25);
    expect(readSavedRun(folder.directory).config.sampler.padding).toBe('border');
    const time = '2026-11-22T12:00:00.000Z';
    folder.record({ type: 'resumed', time, epoch: 1, batch: 0, changes: [change(1, 0.5)] });
    expect(rate()).toBe(0.5);
    folder.close();
  });

  it('is rid of what a process that was killed left half-written', () => {
    const { directory } = newFolder();
    const whole = ['samples/epoch-0001.json', 'report.html'];
    const unfinished = [
      'samples/.epoch-0001.json.538356460fb3.unfinished',
      'weights/.epoch-0002.0123456789ab.unfinished',
    ];
    for (const name of [...whole, ...unfinished]) writeFileSync(join(directory, name), 'x');
    appendFileSync(join(directory, 'events.jsonl'), '{"type":"bat');
    const again = RunFolder.reopen(directory);
    again.tidy();
    again.tidy();
    again.record(startedEvent());
    again.close();
    expect(unfinished.filter((name) => existsSync(join(directory, name)))).toEqual([]);
    expect(whole.filter((name) => !existsSync(join(directory, name)))).toEqual([]);
    const lines = readFileSync(join(directory, 'events.jsonl'), 'utf8').split('\n');
    expect(lines).toHaveLength(3);
    expect(decodeLine(lines[1])).toEqual(startedEvent());
  });

  it('that can’t be made is refused in one sentence', () => {
    const file = newDirectory();
    writeFileSync(file, '');
    expect(() => RunFolder.create(join(file, 'run'))).toThrow(UserError);
    expect(() => RunFolder.create(join(file, 'run'))).toThrow(
      /^The run folder .* can't be written \(it is a file, not a folder\); choose a folder/,
    );
  });

  it.skipIf(process.getuid?.() === 0)('without permission is refused in one sentence', () => {
    const parent = mkdtempSync(join(tmpdir(), 'stn-run-'));
    chmodSync(parent, 0o500);
    expect(() => RunFolder.create(join(parent, 'run'))).toThrow(/permission denied/);
  });

  it('whose events the file system refuses is not taken for one without a run', () => {
    const directory = mkdtempSync(join(tmpdir(), 'stn-run-'));
    // A link to itself.
    symlinkSync('events.jsonl', join(directory, 'events.jsonl'));
    expect(() => RunFolder.create(directory)).toThrow(
      /events\.jsonl can't be read \(ELOOP.*\); put that right, then try again\.$/,
    );
    expect(readdirSync(directory)).toEqual(['events.jsonl']);
  });

  it('says what is wrong with weights cut short, other folders and runs without weights', () => {
    expect(() => readSavedRun(tmpdir())).toThrow(/is no run folder of STN Lab/);
    const folder = newFolder();
    expect(() => readSavedRun(folder.directory)).toThrow(/ended before any weights were saved/);
    folder.record(folder.writeWeights(1, 0, weights));
    folder.close();
    // A line that a crash cut off is passed over.
    appendFileSync(join(folder.directory, 'events.jsonl'), '{"type":"weights","epo');
    expect(readSavedRun(folder.directory).epoch).toBe(1);
    truncateSync(join(folder.directory, 'weights/epoch-0001/weights.bin'), 20);
    expect(() => readSavedRun(folder.directory)).toThrow(/has 20 bytes where its manifest names 36/);
  });
});
