import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../../src/shared/config';
import type { Engine, EngineName } from '../../../src/trainer/engines/engine';
import type { Candidate } from '../../../src/trainer/engines/fastest';
import { describeTask, selectAutomatically } from '../../../src/trainer/engines/select';
import { timeApart } from '../../../src/trainer/engines/timeApart';
import { timeEvaluation, timeTraining } from '../../../src/trainer/engines/timing';
import { TimingCache, timingKey } from '../../../src/trainer/engines/timingCache';
import { describeNetwork } from '../../../src/shared/network/describeNetwork';
import { UserError } from '../../../src/trainer/userError';
import { temporaryFolder } from '../../support/idxFiles';

const config = { ...defaultConfig(), batchSize: 100, testBatchSize: 20 };
const network = describeNetwork(config, { height: 28, width: 28, channels: 1 }, 10);
const task = describeTask(config, network);
const key = timingKey(network, task.batchSize, task.options);

/** An engine whose steps take as long as it is told, in milliseconds an image, and that notes what it is asked. */
function fakeEngine(name: EngineName, milliseconds: number) {
  const noted = { created: 0, disposed: 0, counts: [] as number[], weights: 0 };
  const compute = (count: number): void => {
    noted.counts.push(count);
    const end = performance.now() + milliseconds * count;
    while (performance.now() < end);
  };
  const create = (): Promise<Engine> => {
    noted.created++;
    const engine: Partial<Engine> = {
      name,
      detail: name,
      threads: 1,
      writeWeights: (weights) => void (noted.weights = weights.size),
      trainStep: ({ count, images, labels }, masks) => {
        expect(images).toHaveLength(count * 784);
        expect(Math.max(...labels)).toBeLessThan(10);
        expect([...masks.keys()]).toEqual(['classifier.convolution2', 'classifier.hidden']);
        compute(count);
        return { loss: 1, correct: 0 };
      },
      evaluate: ({ count }) => {
        compute(count);
        return { lossSum: 1, correct: 0, theta: new Float32Array(), logProbabilities: new Float32Array() };
      },
      dispose: () => {
        noted.disposed++;
      },
    };
    return Promise.resolve(engine as Engine);
  };
  return { noted, candidate: { name, create } satisfies Candidate };
}

function broken(name: EngineName, sentence: string): Candidate {
  return { name, create: () => Promise.reject(new UserError(sentence)) };
}

describe('timing', () => {
  it('trains with weights on whole batches, and says how many images a second', async () => {
    const { noted, candidate } = fakeEngine('wasm', 0.05);
    const rate = timeTraining(await candidate.create(), network, 100, 0.1);
    expect(rate).toBeGreaterThan(8_000);
    expect(rate).toBeLessThanOrEqual(20_001);
    expect(noted.weights).toBe(16);
    expect(noted.counts.at(-1)).toBe(100);
  });

  it('takes a part of a batch that would take too long, and at least two steps', async () => {
    const { noted, candidate } = fakeEngine('wasm', 5);
    const rate = timeEvaluation(await candidate.create(), network, 100, 0.03);
    expect(rate).toBeLessThanOrEqual(200.1);
    expect(noted.counts).toEqual([1, 8, 8, 8]);
  });
});

describe('auto', () => {
  it('takes the fastest engine, made anew, and disposes of those that were timed', async () => {
    const [slow, fast] = [fakeEngine('wasm', 0.4), fakeEngine('tensorflow', 0.04)];
    const { engine, reason } = await selectAutomatically([slow.candidate, fast.candidate], task, '');
    expect(engine.name).toBe('tensorflow');
    expect(slow.noted).toMatchObject({ created: 1, disposed: 1 });
    expect(fast.noted).toMatchObject({ created: 2, disposed: 1 });
    expect(reason).toMatch(/^fastest here: [\d,]+ images\/s against [\d,]+ of wasm, measured just now$/);
  });

  it('times once, and takes what it kept from then on', async () => {
    const folder = join(await temporaryFolder(), 'to be made');
    const [wasm, tensorflow] = [fakeEngine('wasm', 0.04), fakeEngine('tensorflow', 0.4)];
    const both = [wasm.candidate, tensorflow.candidate];
    const first = await selectAutomatically(both, task, folder);
    const steps = wasm.noted.counts.length;
    const second = await selectAutomatically(both, task, folder);
    expect(second.reason).toBe(first.reason.replace('just now', 'before'));
    expect(wasm.noted.counts).toHaveLength(steps);
    expect(tensorflow.noted.created).toBe(1);
    // Another network is another matter.
    await selectAutomatically(both, { ...task, batchSize: 50 }, folder);
    expect(tensorflow.noted.created).toBe(2);
  });

  it('does not time the only engine there is', async () => {
    const { noted, candidate } = fakeEngine('wasm', 1);
    const { reason } = await selectAutomatically([candidate], task, '');
    expect(reason).toBe('the only engine installed here');
    expect(noted.counts).toEqual([]);
    await expect(selectAutomatically([broken('wasm', 'No SIMD.')], task, '')).rejects.toThrow('No SIMD.');
  });

  it('leaves out an engine that can’t be loaded, says why, and tries it again the next time', async () => {
    const folder = await temporaryFolder();
    const { candidate } = fakeEngine('wasm', 0.04);
    const failing = broken('tensorflow', 'Its library is for another system.');
    const { engine, reason } = await selectAutomatically([candidate, failing], task, folder);
    expect(engine.name).toBe('wasm');
    expect(reason).toBe(
      'the only engine that works here; tensorflow is left out: Its library is for another system',
    );
    expect(new TimingCache(folder).read(key)).toBeUndefined();
  });

  it('falls back where the fastest of before can’t be loaded any more', async () => {
    const folder = await temporaryFolder();
    const rates = new Map<EngineName, number>([
      ['wasm', 10],
      ['tensorflow', 20],
    ]);
    new TimingCache(folder).write(key, rates);
    const { candidate } = fakeEngine('wasm', 0.04);
    const both = [candidate, broken('tensorflow', 'It is gone.')];
    const { engine, reason } = await selectAutomatically(both, task, folder);
    expect(engine.name).toBe('wasm');
    expect(reason).toBe('the only engine that works here; tensorflow is left out: It is gone');
  });

  it('fails with the embedded engine’s sentence where none works', async () => {
    const none = [broken('wasm', 'No SIMD.'), broken('tensorflow', 'It is gone.')];
    await expect(selectAutomatically(none, task, '')).rejects.toThrow('No SIMD.');
  });
});

describe('an engine that is timed apart', () => {
  const script = async (text: string): Promise<string> => {
    const file = join(await temporaryFolder(), 'timing.cjs');
    writeFileSync(file, text);
    return file;
  };
  const request = { task, directories: ['nowhere'], seconds: 0.25 };
  const answering = (answer: string): string =>
    `process.once('message', ({ task, seconds }) => process.send(${answer}));`;

  it('is not made here before it is chosen', async () => {
    const [wasm, tensorflow] = [fakeEngine('wasm', 0.04), fakeEngine('tensorflow', 0.04)];
    const apart = { ...tensorflow.candidate, timeApart: () => Promise.resolve(10) };
    const { engine, reason } = await selectAutomatically([wasm.candidate, apart], task, '');
    expect(engine.name).toBe('wasm');
    expect(reason).toContain(' against 10 of tensorflow, measured just now');
    expect(tensorflow.noted.created).toBe(0);
  });

  it('answers with a rate or a sentence', async () => {
    const rate = await script(answering('{ rate: task.batchSize / seconds }'));
    expect(await timeApart(rate, request)).toBe(400);
    const failing = await script(answering('{ failure: "It is for another system." }'));
    await expect(timeApart(failing, request)).rejects.toThrow(new UserError('It is for another system.'));
  });

  it('may take its process with it', async () => {
    const dying = await script('process.kill(process.pid, "SIGILL"); setInterval(() => 0, 1000);');
    await expect(timeApart(dying, request)).rejects.toThrow('Its process ended by SIGILL.');
    await expect(timeApart(await script('process.exit(3)'), request)).rejects.toThrow(UserError);
    await expect(timeApart('/no/such/script.js', request)).rejects.toThrow(UserError);
  });
});

describe('the timings that are kept', () => {
  const rates = new Map<EngineName, number>([['wasm', 16_900]]);
  const day = 24 * 60 * 60 * 1000;

  it('are read again, by their key alone', async () => {
    const folder = await temporaryFolder();
    new TimingCache(folder).write('one', rates);
    expect(new TimingCache(folder).read('one')).toEqual(rates);
    expect(new TimingCache(folder).read('two')).toBeUndefined();
    // Names that every object has.
    expect(new TimingCache(folder).read('constructor')).toBeUndefined();
    expect(new TimingCache('').read('one')).toBeUndefined();
  });

  it('hold for a week', async () => {
    const folder = await temporaryFolder();
    new TimingCache(folder).write('one', rates);
    try {
      vi.useFakeTimers({ now: Date.now() + 6 * day, toFake: ['Date'] });
      expect(new TimingCache(folder).read('one')).toEqual(rates);
      vi.setSystemTime(Date.now() + 2 * day);
      expect(new TimingCache(folder).read('one')).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it('are at most a hundred, the newest', async () => {
    const folder = await temporaryFolder();
    const cache = new TimingCache(folder);
    try {
      for (let entry = 0; entry < 110; entry++) {
        vi.useFakeTimers({ now: 1_000_000 + entry, toFake: ['Date'] });
        cache.write(`entry ${entry}`, rates);
      }
    } finally {
      vi.useRealTimers();
    }
    const kept = Object.keys(JSON.parse(readFileSync(join(folder, 'engine-timings.json'), 'utf8')) as object);
    expect(kept).toHaveLength(100);
    expect(kept).toContain('entry 10');
    expect(kept).not.toContain('entry 9');
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '3'],
    ['other fields', '{"one":{"measured":1,"speed":3}}'],
    ['no numbers', `{"one":{"measured":${Date.now()},"imagesPerSecond":{"wasm":"fast"}}}`],
    ['impossible numbers', `{"one":{"measured":${Date.now()},"imagesPerSecond":{"wasm":0}}}`],
  ])('are taken anew where the file has %s', async (_what, text) => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'engine-timings.json'), text);
    const cache = new TimingCache(folder);
    expect(cache.read('one')).toBeUndefined();
    cache.write('one', rates);
    expect(cache.read('one')).toEqual(rates);
  });

  it('are not kept where that can’t be, which is no error', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'engine-timings.json'));
    for (const directory of [join(folder, 'file'), folder]) {
      const cache = new TimingCache(directory);
      cache.write('one', rates);
      expect(cache.read('one')).toBeUndefined();
    }
  });
});
