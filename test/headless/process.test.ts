import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../../src/files/isAlive';
import { defaultTimeouts, TrainerProcess } from '../../src/host/training/trainerProcess';
import { defaultConfig, type Config } from '../../src/shared/config';
import type { Query } from '../../src/shared/queries';
import { protocolVersion, type TrainerEvent } from '../../src/shared/trainerProtocol';
import { newRunDirectory } from '../support/commands';
import { forkTrainer } from '../support/forkedTrainer';
import { learnableFolder } from '../support/idxFiles';

const places = { cacheDirectory: '', tensorflowDirectory: '' };
const config: Config = {
  ...defaultConfig(),
  dataset: 'idx',
  dataDirectory: learnableFolder(),
  engine: 'wasm',
  epochs: 10000,
};
describe('the trainer process', () => {
  it('says hello with its protocol', async () => {
    const { next } = forkTrainer();
    expect(await next('ready')).toMatchObject({ protocol: protocolVersion, node: process.version });
  });

  it('inspects digits while it trains and after it stopped, and stops after the batch', async () => {
    const { child, events, next } = forkTrainer();
    child.send({ type: 'start', config, runDirectory: newRunDirectory(), places });
    await next('epoch');
    child.send({ type: 'inspect', request: 1, index: 3 });
    const during = await next('inspection');
    expect(during).toMatchObject({ request: 1, index: 3, label: 3, testCount: 200 });
    expect(during.probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    expect(during.output).toHaveLength(784);

    child.send({ type: 'stop' });
    expect(await next('finished')).toMatchObject({ outcome: 'stopped' });
    const from = events.length;
    child.send({ type: 'inspect', request: 2, index: 3 });
    expect(await next('inspection', from)).toMatchObject({ request: 2 });
    child.send({ type: 'inspect', request: 3, index: 200 });
    expect(await next('requestFailed')).toEqual({
      type: 'requestFailed',
      request: 3,
      message: 'There is no test digit 200: the last one is 199.',
    });
  });

  it('looks at any image of the right size, while it trains and after', async () => {
    const { child, events, next } = forkTrainer();
    child.send({ type: 'look', request: 1, image: new Uint8Array(784) });
    expect((await next('requestFailed')).message).toMatch(/no network to inspect yet/);
    child.send({ type: 'start', config, runDirectory: newRunDirectory(), places });
    await next('epoch');
    child.send({ type: 'inspect', request: 2, index: 3 });
    const { input } = await next('inspection');
    child.send({ type: 'look', request: 3, image: input });
    let from = events.length;
    expect(await next('inspection', from)).toMatchObject({
      request: 3,
      index: null,
      label: null,
      pose: null,
      input,
    });
    child.send({ type: 'stop' });
    await next('finished');

    // With the weights at rest, the same pixels have the same answer, whoever sent them.
    from = events.length;
    child.send({ type: 'inspect', request: 4, index: 3 });
    const digit = await next('inspection', from);
    from = events.length;
    child.send({ type: 'look', request: 5, image: input });
    expect(await next('inspection', from)).toEqual({
      ...digit,
      request: 5,
      index: null,
      label: null,
      pose: null,
    });
    from = events.length;
    child.send({ type: 'look', request: 6, image: new Uint8Array(783) });
    expect(await next('requestFailed', from)).toEqual({
      type: 'requestFailed',
      request: 6,
      message: 'The image has 783 bytes, but the network reads 28×28 pixels of 1: scale it to that.',
    });
  });

  it.each([
    ['one transformer', config.transformer],
    ['an average pool after a larger output', { ...config.transformer, averagePool: true, outputSize: 56 }],
    ['a spline', { ...config.transformer, kind: 'tps' as const }],
    ['none', { ...config.transformer, kind: 'none' as const }],
  ])('classifies with any grid, and surveys images, with %s', async (_, transformer) => {
    const { child, events, next } = forkTrainer();
    const settings = { ...config, epochs: 1, transformer };
    child.send({ type: 'start', config: settings, runDirectory: newRunDirectory(), places });
    await next('finished');
    child.send({ type: 'inspect', request: 1, index: 3 });
    const digit = await next('inspection');

    const images = new Uint8Array(3 * 784);
    images.set(digit.input, 784);
    child.send({ type: 'query', request: 2, query: { kind: 'survey', images } });
    const survey = (await next('answer')).answer;
    if (survey.kind !== 'survey') throw new Error('That answers another question.');
    expect(survey.thetas).toHaveLength(3);
    expect(survey.thetas[1]).toEqual(digit.theta);
    expect(survey.logProbabilities[1].map(Math.exp)).toEqual(digit.probabilities);

    const identity = [1, 0, 0, 0, 1, 0];
    const own = transformer.kind === 'affine' ? digit.theta : identity;
    const matrices = [own, [1, 0, 5, 0, 1, 5]];
    const from = events.length;
    child.send({
      ...{ type: 'query', request: 3 },
      query: { kind: 'resample', image: digit.input, matrices },
    });
    const { request, answer } = await next('answer', from);
    if (answer.kind !== 'resample') throw new Error('That answers another question.');
    expect(request).toBe(3);
    const [shares, elsewhere] = answer.logProbabilities.map((logs) => logs.map(Math.exp));
    expect(elsewhere.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    expect(elsewhere).not.toEqual(shares);
    if (transformer.kind === 'tps') return;
    shares.forEach((share, at) => expect(share).toBeCloseTo(digit.probabilities[at], 4));
    answer.output.forEach((pixel, at) => expect(Math.abs(pixel - digit.output[at])).toBeLessThanOrEqual(1));
  });

  it('says what it can’t be asked', async () => {
    const { child, next, events } = forkTrainer();
    const ask = async (query: Query): Promise<string> => {
      const from = events.length;
      child.send({ type: 'query', request: 1, query });
      return (await next('requestFailed', from)).message;
    };
    const matrices = [[1, 0, 0, 0, 1, 0]];
    expect(await ask({ kind: 'survey', images: new Uint8Array(784) })).toMatch(/no network to inspect yet/);
    const transformer = { ...config.transformer, count: 2 };
    child.send({
      ...{ type: 'start', runDirectory: newRunDirectory(), places },
      config: { ...config, epochs: 1, transformer },
    });
    await next('finished');
    expect(await ask({ kind: 'survey', images: new Uint8Array(783) })).toBe(
      'The images have 783 bytes, but one has 784: send 1 to 1024 whole ones.',
    );
    expect(await ask({ kind: 'resample', image: new Uint8Array(5), matrices })).toBe(
      'The image has 5 bytes, but the network reads 28×28 pixels of 1: scale it to that.',
    );
    expect(await ask({ kind: 'resample', image: new Uint8Array(784), matrices })).toBe(
      'A grid of one’s own is for a network with one transformer; this one has 2.',
    );
  });

  it('opens a saved run for inspection', async () => {
    const first = forkTrainer();
    const runDirectory = newRunDirectory();
    first.child.send({ type: 'start', config: { ...config, epochs: 1 }, runDirectory, places });
    await first.next('finished');
    first.child.send({ type: 'inspect', request: 1, index: 5 });
    const trained = await first.next('inspection');

    const second = forkTrainer();
    second.child.send({ type: 'inspect', request: 1, index: 5 });
    expect((await second.next('requestFailed')).message).toMatch(/no network to inspect yet/);
    second.child.send({ type: 'open', runDirectory, places });
    expect(await second.next('opened')).toMatchObject({ epoch: 1, batch: 0 });
    second.child.send({ type: 'inspect', request: 1, index: 5 });
    expect(await second.next('inspection')).toEqual(trained);
  });

  it('times every engine on a network, without a run', async () => {
    const { child, events, next } = forkTrainer();
    const tiny = {
      ...config,
      batchSize: 16,
      testBatchSize: 32,
      threads: 3,
      localization: { ...config.localization, filters: [1, 1], hidden: [4] },
      classifier: { ...config.classifier, filters: [1, 1], hidden: [4] },
    };
    child.send({ type: 'benchmark', request: 7, config: tiny, places });
    const answer = await next('benchmark');
    expect(answer).toMatchObject({ request: 7, batchSize: 16, testBatchSize: 32 });
    expect(answer.rows.map(({ engine }) => engine)).toEqual(['wasm', 'wasm', 'wasm', 'tensorflow']);
    expect(answer.rows.slice(0, 3).map(({ threads }) => threads)).toEqual([1, 2, 3]);
    for (const { engine, detail, speed } of answer.rows) {
      if (engine === 'tensorflow' && !speed) expect(detail).toMatch(/npm run setup:tensorflow/);
      else expect(Math.min(speed?.training ?? 0, speed?.evaluation ?? 0)).toBeGreaterThan(10);
    }
    expect(events.filter(({ type }) => type === 'preparing').length).toBeGreaterThanOrEqual(4);

    const impossible = {
      ...tiny,
      classifier: { ...tiny.classifier, kernels: [9, 9, 9], filters: [1, 1, 1] },
    };
    child.send({ type: 'benchmark', request: 8, config: impossible, places });
    expect(await next('requestFailed')).toMatchObject({
      request: 8,
      message: expect.stringMatching(/^stn\.classifier\.kernels \[9,9,9\] does not fit/) as unknown,
    });
  });

  it('refuses to time engines during a run', async () => {
    const { child, next } = forkTrainer();
    child.send({ type: 'start', config, runDirectory: newRunDirectory(), places });
    await next('started');
    child.send({ type: 'benchmark', request: 1, config, places });
    expect((await next('requestFailed')).message).toMatch(/at work on a run/);
  });

  it('logs malformed and unknown messages and goes on', async () => {
    const { child, next, events } = forkTrainer();
    for (const message of [{ type: 'dance' }, { type: 'start', config: { epochs: 0 } }, 'text', null, 3]) {
      const from = events.length;
      child.send(message as object);
      expect(await next('log', from)).toMatchObject({ level: 'error' });
    }
    expect(isAlive(child.pid ?? 0)).toBe(true);
  });

  it('refuses a second run while one is going on', async () => {
    const { child, next } = forkTrainer();
    child.send({ type: 'start', config, runDirectory: newRunDirectory(), places });
    await next('started');
    child.send({ type: 'start', config, runDirectory: newRunDirectory(), places });
    expect((await next('failed')).message).toMatch(/at work on another run/);
  });

  it('ends when its owner lets go of it', async () => {
    const { child, next } = forkTrainer();
    child.send({ type: 'start', config, runDirectory: newRunDirectory(), places });
    await next('batch');
    child.disconnect();
    await once(child, 'exit');
  });

  it('thins what it tells an owner that does not listen for a while, but for epochs', async () => {
    const runDirectory = newRunDirectory();
    const command = { type: 'start', config: { ...config, logInterval: 1 }, runDirectory, places };
    const missed = 40;
    const owner = spawn(
      process.execPath,
      [
        '-e',
        `const child = require('node:child_process').fork(${JSON.stringify(resolve('dist/trainer.js'))}, { serialization: 'advanced' });
         const { readFileSync } = require('node:fs');
         const trained = () => readFileSync(${JSON.stringify(join(runDirectory, 'events.jsonl'))}, 'utf8').split('"type":"epoch"').length;
         const epochs = [];
         let batches = 0;
         child.send(${JSON.stringify(command)});
         child.on('message', (event) => {
           if (event.type === 'batch' && ++batches === 1) {
             while (trained() < ${missed}) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
           }
           if (event.type === 'epoch' && epochs.push(event.epoch) === ${missed}) {
             process.stdout.write(JSON.stringify({ epochs, batches }));
             child.kill('SIGKILL');
           }
         });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const { epochs, batches } = JSON.parse(line.toString()) as { epochs: number[]; batches: number };
    expect(epochs).toEqual(Array.from({ length: missed }, (_, at) => at + 1));
    expect(batches).toBeLessThan(9 * missed);
    console.log(`Not listened to for ${missed} epochs, it told of ${batches} of ${10 * missed} batches.`);
  });

  it('goes on and answers after the machine slept', async () => {
    const events: TrainerEvent[] = [];
    const trainer = new TrainerProcess({
      ...{ script: 'dist/trainer.js', nodePath: '', timeouts: defaultTimeouts },
      onEvent: (event) => events.push(event),
      onMalformed: (sentence) => expect.unreachable(sentence),
      onOutput: () => undefined,
      onDeath: (fault) => expect.unreachable(JSON.stringify(fault)),
    });
    onTestFinished(() => trainer.dispose());
    const epochs = (): number => events.filter(({ type }) => type === 'epoch').length;
    await trainer.ready;
    trainer.start(config, newRunDirectory(), places);
    await expect.poll(epochs, { timeout: 20_000 }).toBeGreaterThan(0);
    process.kill(trainer.pid ?? 0, 'SIGSTOP');
    const inspection = trainer.inspect(3);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const before = epochs();
    process.kill(trainer.pid ?? 0, 'SIGCONT');
    expect(await inspection).toMatchObject({ index: 3 });
    await expect.poll(epochs, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    expect(await trainer.stop()).toBe('answered');
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'stopped' });
  });

  it('does not outlive an owner that was killed', async () => {
    const owner = spawn(
      process.execPath,
      [
        '-e',
        `const child = require('node:child_process').fork(${JSON.stringify(resolve('dist/trainer.js'))}, { serialization: 'advanced' });
         child.send(${JSON.stringify({ type: 'start', config, runDirectory: newRunDirectory(), places })});
         child.on('message', (event) => event.type === 'batch' && process.stdout.write(child.pid + '\\n'));`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number.parseInt(line.toString(), 10);
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });
});
