/** Files as chance or somebody with bad intentions left them: a clear refusal or a correct reading, each in bounded time. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { decodedEvents, recordedEvents } from '../../../src/files/recordedEvents';
import { FaultError } from '../../../src/host/fault';
import { readEpochFile } from '../../../src/host/runs/epochFiles';
import { readRunHistory } from '../../../src/host/runs/runFolder';
import { readRunFacts } from '../../../src/host/runsView/runFacts';
import { epochFileKinds, epochFileSchema } from '../../../src/shared/epochFiles';
import { encodeLine } from '../../../src/shared/messages';
import { trainerEventSchema, type TrainerEvent } from '../../../src/shared/trainerProtocol';
import { gunzipIdx } from '../../../src/trainer/data/gunzip';
import { parseImages, parseLabels } from '../../../src/trainer/data/idx';
import { randomStreams } from '../../../src/trainer/random';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/trainer/run/checkpoint';
import { readWeightFiles, writeWeightFiles } from '../../../src/trainer/run/weightFiles';
import { UserError } from '../../../src/trainer/userError';
import { imageFile, labelFile } from '../../support/idxFiles';
import { ownValues } from '../../support/messageValues';
import { mutated, mutatedMessage } from '../../support/mutations';
import { messageKinds } from '../../support/schemaValues';
import { batch, epoch, samples, started, thetas } from '../host/events';

const folder = mkdtempSync(join(tmpdir(), 'stn-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One line that somebody can read. */
function expectSentence(text: string): void {
  expect(text).toMatch(/^[^\n]{10,900}$/);
}

/** @returns the reading, or undefined where it was refused as it should be */
function readOrRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expectSentence((error as UserError).message);
    return undefined;
  }
}

const weights = new Map([
  ['a.weight', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ['a.bias', { shape: [3], values: Float32Array.of(7, 8, 9) }],
]);

describe('mutated data files', () => {
  const images = imageFile(4, 6, 5);
  const labels = labelFile(30);

  it('of images are refused, or have the pixels that their header says', () => {
    fc.assert(
      fc.property(mutated(images), (bytes) => {
        const read = readOrRefused(() => parseImages(bytes, 'images'));
        if (read) expect(read.pixels).toHaveLength(read.count * read.height * read.width);
      }),
      { numRuns: 2000 },
    );
  });

  it('of labels are refused, or name no other class', () => {
    fc.assert(
      fc.property(mutated(labels), (bytes) => {
        const read = readOrRefused(() => parseLabels(bytes, 'labels', 10));
        if (read) expect(read.every((label) => label < 10)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('that are gzipped are refused, or unpack to no more than their header says', async () => {
    const packed = gzipSync(images);
    await fc.assert(
      fc.asyncProperty(mutated(packed), async (bytes) => {
        try {
          const read = await gunzipIdx(bytes, 'images', 'images.gz');
          expect(read.length).toBeLessThanOrEqual(2 * images.length);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expectSentence((error as UserError).message);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('mutated run folders', () => {
  const events: TrainerEvent[] = [started('anywhere'), batch(1, 0), epoch(1), thetas(1), samples(1)];

  it('have lines that are events, or are left out with a sentence', () => {
    const anyEvent = fc.oneof(
      ...messageKinds(trainerEventSchema, ownValues).map(({ message }) => message),
      ...events.map((event) => fc.constant(event)),
    );
    const anyLine = anyEvent.chain((event) =>
      fc.oneof(
        mutated(Buffer.from(encodeLine(event))).map((bytes) => bytes.toString('utf8')),
        mutatedMessage(event).map((message) => safeLine(message)),
      ),
    );
    fc.assert(
      fc.property(anyLine, (line) => {
        const warnings: string[] = [];
        const read = decodedEvents(line, 'events.jsonl, line 1', (sentence) => warnings.push(sentence));
        expect(read.length + warnings.length).toBe(line.trim() === '' ? 0 : 1);
        for (const event of read) expect(v.is(trainerEventSchema, event)).toBe(true);
        warnings.forEach(expectSentence);
      }),
      { numRuns: 2000 },
    );
  });

  it('are read as far as they can be, without an error', async () => {
    const whole = Buffer.from(
      events
        .slice(0, 3)
        .map((event) => encodeLine(event) + '\n')
        .join(''),
    );
    await fc.assert(
      fc.asyncProperty(mutated(whole), async (bytes) => {
        const file = join(folder, 'events.jsonl');
        writeFileSync(file, bytes);
        const warnings: string[] = [];
        const history = await readRunHistory(folder, (sentence) => warnings.push(sentence));
        const facts = await readRunFacts(file);
        if (history) expect(facts).toHaveProperty('epochs');
        warnings.forEach(expectSentence);
        for await (const some of recordedEvents(folder, () => undefined)) {
          for (const event of some) expect(v.is(trainerEventSchema, event)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  const epochFiles = messageKinds(epochFileSchema, ownValues);

  it.each(epochFiles)('have a file of $name that is an epoch’s, or is refused', async ({ name, message }) => {
    const kind = v.parse(v.picklist(epochFileKinds), name);
    mkdirSync(join(folder, kind));
    const whole = [samples(1), thetas(1)].filter(({ type }) => type === kind);
    const anyFile = fc.oneof(message, ...whole.map((file) => fc.constant(file)));
    await fc.assert(
      fc.asyncProperty(
        anyFile.chain((file) => mutated(Buffer.from(encodeLine({ ...file, epoch: 1 })))),
        async (bytes) => {
          writeFileSync(join(folder, kind, 'epoch-0001.json'), bytes);
          try {
            const file = await readEpochFile(folder, kind, 1);
            expect(file).toMatchObject({ type: kind, epoch: 1 });
            expect(v.is(epochFileSchema, file)).toBe(true);
            if (file.type === 'samples') {
              const { height, width, channels } = file.outputSize;
              expect(file.outputs).toHaveLength(height * width * channels * file.digits.length);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(FaultError);
          }
        },
      ),
      { numRuns: 250 },
    );
  });

  it('have weights that are as many as their shapes say, or are refused', () => {
    writeWeightFiles(join(folder, 'good'), weights);
    cpSync(join(folder, 'good'), join(folder, 'bad'), { recursive: true });
    const files = ['model.json', 'weights.bin'].map((name) => ({
      name,
      bytes: readFileSync(join(folder, 'good', name)),
    }));
    const anyFile = fc.oneof(
      ...files.map(({ name, bytes }) => mutated(bytes).map((other) => ({ name, other }))),
    );
    fc.assert(
      fc.property(anyFile, ({ name, other }) => {
        for (const { name: each, bytes } of files) writeFileSync(join(folder, 'bad', each), bytes);
        writeFileSync(join(folder, 'bad', name), other);
        const read = readOrRefused(() => readWeightFiles(folder, 'bad'));
        for (const { shape, values } of read?.values() ?? []) {
          expect(values).toHaveLength(shape.reduce((product, length) => product * length, 1));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('mutated checkpoints', () => {
  const checkpoint = {
    ...{ engine: 'wasm' as const, engineDetail: 'WebAssembly', data: 7, collapses: [], seconds: 1, weights },
    loop: {
      ...{ epoch: 1, batch: 7, epochLoss: 0.3, recentLoss: 1e-17, recentBatches: 3, epochSeconds: 1.5 },
      earlyStop: { lowest: Infinity, best: 0 },
      dropout: randomStreams(3).dropout.state,
      changes: [],
    },
    optimizer: { steps: 42, means: [weights, weights] },
  };
  const whole = encodeCheckpoint(checkpoint);

  it('are refused with half a sentence, or are what was written', () => {
    fc.assert(
      fc.property(mutated(whole), (bytes) => {
        try {
          expect(decodeCheckpoint(bytes)).toEqual(checkpoint);
        } catch (error) {
          expect(String(error)).toMatch(/^Error: it[^\n]{5,400}$/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are so too where their checksum was made anew', () => {
    const state = whole.subarray(whole.indexOf('\n') + 1);
    fc.assert(
      fc.property(mutated(state), fc.integer({ min: -40, max: 40 }), (bytes, shift) => {
        const header = JSON.parse(whole.subarray(0, whole.indexOf('\n')).toString()) as {
          tensorBytes: number;
        };
        const stateBytes = Math.max(0, bytes.length - header.tensorBytes + 4 * Math.round(shift / 20));
        const line = JSON.stringify({
          ...header,
          ...{ stateBytes, tensorBytes: bytes.length - stateBytes },
          sha256: createHash('sha256').update(bytes).digest('hex'),
        });
        try {
          const read = decodeCheckpoint(Buffer.concat([Buffer.from(`${line}\n`), bytes]));
          for (const tensors of [read.weights, ...read.optimizer.means]) {
            for (const { shape, values } of tensors.values()) {
              expect(values).toHaveLength(shape.reduce((product, length) => product * length, 1));
            }
          }
        } catch (error) {
          expect(String(error)).toMatch(/^Error: it[^\n]{5,400}$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** As a line, as far as JSON has a form for it. */
function safeLine(message: unknown): string {
  try {
    return encodeLine(Object(message) as object);
  } catch {
    return '{"type":1e999}';
  }
}
