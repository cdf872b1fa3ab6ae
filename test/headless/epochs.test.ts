/** The inspector's questions about epochs gone by, to a real trainer: each is answered with that epoch's weights. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEpochFile } from '../../src/host/runs/epochFiles';
import { defaultConfig, type Config } from '../../src/shared/config';
import type { EpochFileOf } from '../../src/shared/epochFiles';
import { epochName } from '../../src/shared/epochName';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { newRunDirectory } from '../support/commands';
import { forkTrainer } from '../support/forkedTrainer';
import { learnableFolder } from '../support/idxFiles';
import { filesOf } from '../support/runStory';

const places = { cacheDirectory: '', tensorflowDirectory: '' };
/** 10 batches an epoch; distorted, for the first batch of each epoch depends on another thread. */
const config: Config = {
  ...defaultConfig(),
  dataset: 'idx',
  dataDirectory: learnableFolder(),
  engine: 'wasm',
  threads: 2,
  epochs: 4,
  optimizer: 'momentum',
  distortion: { ...defaultConfig().distortion, kind: 'R' },
};

type Trainer = ReturnType<typeof forkTrainer>;
type Answered = TrainerEventOf<'inspection'> | TrainerEventOf<'requestFailed'> | TrainerEventOf<'answer'>;

/** Asks a trainer, one question after the other. */
function asker({ send, next, events }: Trainer) {
  let request = 0;
  const answered = async <T extends Answered['type']>(type: T): Promise<TrainerEventOf<T>> => {
    const from = events.length;
    const isMine = (event: Answered): boolean => event.request === request;
    return await next(type, from, isMine as (event: TrainerEventOf<T>) => boolean);
  };
  return {
    inspect: async (index: number, epoch?: number) => {
      send({ type: 'inspect', request: ++request, index, ...(epoch === undefined ? {} : { epoch }) });
      return await answered('inspection');
    },
    refusal: async (index: number, epoch: number): Promise<string> => {
      send({ type: 'inspect', request: ++request, index, epoch });
      return (await answered('requestFailed')).message;
    },
    throughEpochs: async (image: Uint8Array, epochs: number[]) => {
      send({ type: 'query', request: ++request, query: { kind: 'epochs', image, epochs } });
      const { answer } = await answered('answer');
      if (answer.kind !== 'epochs') throw new Error('That answers another question.');
      return answer.seen;
    },
  };
}

/** What the run folder recorded of an epoch's sampled digits. */
async function recordedSamples(directory: string, epoch: number): Promise<EpochFileOf<'samples'>> {
  return (await readEpochFile(directory, 'samples', epoch)) as EpochFileOf<'samples'>;
}

/** Whether some sampled digits, inspected at an epoch, are what the run folder recorded of it. */
async function expectAsRecorded(
  inspect: ReturnType<typeof asker>['inspect'],
  directory: string,
  epoch: number,
): Promise<void> {
  const samples = await recordedSamples(directory, epoch);
  const pixels = samples.outputs.length / samples.digits.length;
  for (const at of [0, 7]) {
    const { index, theta, predicted, probability } = samples.digits[at];
    const seen = await inspect(index, epoch);
    expect({ epoch: seen.epoch, batch: seen.batch, theta: seen.theta }).toEqual({ epoch, batch: 0, theta });
    expect(seen.probabilities[predicted]).toBe(probability);
    expect(seen.output).toEqual(samples.outputs.slice(at * pixels, (at + 1) * pixels));
  }
}

async function openRun(directory: string): Promise<ReturnType<typeof asker>> {
  const trainer = forkTrainer();
  trainer.send({ type: 'open', runDirectory: directory, places });
  await trainer.next('opened');
  return asker(trainer);
}

describe('a digit at an epoch gone by', () => {
  let runDirectory: string;
  beforeAll(async () => {
    runDirectory = newRunDirectory();
    const trainer = forkTrainer();
    trainer.send({ type: 'start', config, runDirectory, places });
    await trainer.next('finished');
    const { inspect } = asker(trainer);
    // The process that has trained it answers as one that opens the folder does.
    await expectAsRecorded(inspect, runDirectory, 2);
  });

  it('is as the run folder recorded it, and now as after the last epoch', async () => {
    const { inspect } = await openRun(runDirectory);
    for (const epoch of [0, 3, 1, 4, 2]) await expectAsRecorded(inspect, runDirectory, epoch);
    expect((await inspect(5)).epoch).toBe(4);
    const [now, last, first] = [await inspect(5), await inspect(5, 4), await inspect(5, 0)];
    expect({ ...now, request: 0 }).toEqual({ ...last, request: 0 });
    expect(first.theta).not.toEqual(last.theta);
  });

  it('is the same among many epochs at once, and through a survey of images', async () => {
    const trainer = forkTrainer();
    trainer.send({ type: 'open', runDirectory, places });
    await trainer.next('opened');
    const { inspect, throughEpochs } = asker(trainer);
    const epochs = [0, 1, 2, 3, 4];
    const { input } = await inspect(9);
    const seen = await throughEpochs(input, epochs);
    for (const epoch of epochs) {
      const { theta, output, probabilities } = await inspect(9, epoch);
      const sight = seen[epoch].sight;
      expect({ theta: sight?.theta, output: sight?.output }).toEqual({ theta, output });
      expect(sight?.logProbabilities.map(Math.exp)).toEqual(probabilities);
    }
    trainer.send({ type: 'query', request: 99, query: { kind: 'survey', images: input }, epoch: 1 });
    const { answer } = await trainer.next('answer', 0, ({ request }) => request === 99);
    expect(answer).toMatchObject({ kind: 'survey', thetas: [seen[1].sight?.theta] });
  });

  it('was seen with the settings of its time', async () => {
    const changed = newRunDirectory();
    const trainer = forkTrainer();
    const { send, next, events } = trainer;
    // A transformer that reaches beyond the image from the start: so padding shows.
    const transformer = { ...config.transformer, identityStart: false };
    send({ type: 'start', config: { ...config, transformer }, runDirectory: changed, places });
    send({ type: 'pause' });
    const isPaused = ({ state }: TrainerEventOf<'steering'>): boolean => state === 'paused';
    await next('steering', 0, isPaused);
    for (const padding of ['zeros', 'border'] as const) {
      const from = events.length;
      send({ type: 'advance', by: 'epoch' });
      await next('steering', from, isPaused);
      send({ type: 'change', settings: { learningRate: 0.001, padding } });
      await next('changed', from);
    }
    send({ type: 'advance', by: 'run' });
    await next('finished');
    const { inspect } = asker(trainer);
    const opened = await openRun(changed);
    for (const epoch of [0, 1, 2, 3, 4]) {
      await expectAsRecorded(inspect, changed, epoch);
      await expectAsRecorded(opened.inspect, changed, epoch);
    }
  });

  it('says in a sentence which epoch’s weights are missing, cut off or another’s, and goes on', async () => {
    const weights = (epoch: number, file: string): string =>
      join(runDirectory, 'weights', epochName(epoch), file);
    const whole = readFileSync(weights(3, 'model.json'), 'utf8');
    rmSync(weights(1, ''), { recursive: true });
    truncateSync(weights(2, 'weights.bin'), 100);
    writeFileSync(weights(3, 'model.json'), whole.replace('"stn-lab"', '"stn-lab-2"'));
    const { inspect, refusal, throughEpochs } = await openRun(runDirectory);
    expect(await refusal(3, 1)).toBe(
      'Epoch 1 can’t be looked at: the run folder has no weights/epoch-0001; choose another epoch.',
    );
    expect(await refusal(3, 2)).toMatch(/^Epoch 2 can’t be looked at: .* has 100 bytes where its manifest/);
    expect(await refusal(3, 3)).toMatch(/^Epoch 3 can’t be looked at: .*"stn-lab"/);
    expect(await refusal(3, 9)).toMatch(/^Epoch 9 can’t be looked at/);
    await expectAsRecorded(inspect, runDirectory, 4);
    const { input } = await inspect(9);
    const seen = await throughEpochs(input, [0, 1, 2, 3, 4]);
    expect(seen.map(({ sight, problem }) => (sight ? '' : problem.slice(0, 7)))).toEqual([
      ...['', 'Epoch 1', 'Epoch 2', 'Epoch 3', ''],
    ]);
  });
});

it('learns the same, bit for bit, while it is asked about all epochs', async () => {
  const [asked, left] = [newRunDirectory(), newRunDirectory()];
  const settings = { ...config, epochs: 5 };
  const trainer = forkTrainer();
  trainer.send({ type: 'start', config: settings, runDirectory: asked, places });
  const { inspect, throughEpochs } = asker(trainer);
  await trainer.next('started');
  let questions = 0;
  const isOver = (): boolean => trainer.events.some(({ type }) => type === 'finished');
  for (; !isOver(); questions++) {
    const newest = trainer.events.filter(({ type }) => type === 'weights').length;
    const now = await inspect(questions % 200);
    expect(now.epoch).toBeGreaterThanOrEqual(newest);
    await inspect(questions % 200, questions % (newest + 1));
    await throughEpochs(now.input, [0, newest]);
  }
  expect(questions).toBeGreaterThan(5);
  const other = forkTrainer();
  other.send({ type: 'start', config: settings, runDirectory: left, places });
  await other.next('finished');
  expect(filesOf(asked)).toEqual(filesOf(left));
});
