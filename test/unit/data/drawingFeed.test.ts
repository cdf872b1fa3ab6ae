import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../src/shared/config';
import { prepareExamples, type Examples } from '../../../src/trainer/data/examples';
import type { BatchFeed, FeedOptions } from '../../../src/trainer/data/feed/feed';
import { numbersOf } from '../../../src/trainer/engines/images';
import { digitNames } from '../../../src/shared/examples';
import { imageSize, type Dataset } from '../../../src/trainer/data/types';
import { randomStreams } from '../../../src/trainer/random';
import { bundleDrawing } from '../../support/drawingBundle';
import { smoothDigits } from './support/smoothDigits';

const dataset: Dataset = {
  ...{ name: 'Blobs', source: 'a test', notice: '', size: imageSize, classNames: digitNames },
  train: smoothDigits(50),
  test: smoothDigits(20),
  normalization: { mean: 0, deviation: 1 / 255 },
};

function examplesOf(distortion: Partial<Config['distortion']>, changes: Partial<Config> = {}): Examples {
  const config = defaultConfig();
  return prepareExamples(dataset, {
    ...config,
    ...changes,
    distortion: { ...config.distortion, ...distortion },
  });
}

let distribution: string;
beforeAll(async () => (distribution = await bundleDrawing()));

const feeds: BatchFeed[] = [];
afterEach(() => feeds.splice(0).forEach((feed) => feed.dispose()));

function openFeed(examples: Examples, changes: Partial<FeedOptions> = {}): BatchFeed {
  const feed = examples.openFeed({
    ...{ batchSize: 8, order: randomStreams(1).order, engineThreads: 2, distribution },
    signal: new AbortController().signal,
    ...changes,
  });
  feeds.push(feed);
  return feed;
}

/** The images and labels of so many epochs, one after the other. */
async function readEpochs(feed: BatchFeed, epochs: number) {
  const images: string[] = [];
  const labels: number[] = [];
  while (labels.length < epochs * dataset.train.count) {
    const batch = await feed.next();
    if (!batch) throw new Error('The feed stopped.');
    const numbers = numbersOf(batch.images);
    const length = numbers.length / batch.count;
    for (let row = 0; row < batch.count; row++) {
      images.push(numbers.slice(row * length, (row + 1) * length).join());
      labels.push(batch.labels[row]);
    }
  }
  return { images, labels };
}

/** A folder with a draw.js that does this instead. */
function pretend(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stn-draw-'));
  writeFileSync(join(folder, 'draw.js'), script);
  return folder;
}

describe('the drawing feed', () => {
  it('gives the same images whatever the number of threads and the batch size', async () => {
    const examples = examplesOf({ kind: 'RTS' });
    const one = await readEpochs(openFeed(examples), 3);
    for (const changes of [{ engineThreads: 8 }, { batchSize: 50 }, { batchSize: 1, engineThreads: 6 }]) {
      expect(await readEpochs(openFeed(examples, changes), 3)).toEqual(one);
    }
  });

  it.each([
    [{ epoch: 0, batch: 3 }, 24],
    [{ epoch: 1, batch: 0 }, 50],
    [{ epoch: 1, batch: 6 }, 98],
    // All batches of an epoch are done, but it was not evaluated.
    [{ epoch: 1, batch: 7 }, 100],
  ])('goes on from %o as if it had given %i images', async (from, given) => {
    const examples = examplesOf({ kind: 'RTS' });
    const all = await readEpochs(openFeed(examples), 4);
    const rest = await readEpochs(openFeed(examples, { from }), 2);
    expect(rest.labels).toEqual(all.labels.slice(given, given + rest.labels.length));
    expect(rest.images).toEqual(all.images.slice(given, given + rest.images.length));
  });

  it('gives each digit once an epoch, in the seed’s order, and draws it anew in every one', async () => {
    const { images, labels } = await readEpochs(openFeed(examplesOf({ kind: 'R' })), 2);
    const expected = randomStreams(1).order;
    for (const epoch of [0, 1]) {
      const order = expected.permutation(50);
      expect(labels.slice(50 * epoch, 50 * (epoch + 1))).toEqual([...order].map((index) => index % 10));
    }
    expect(new Set(images).size).toBe(100);
  });

  it('gives numbers normalised as pixels are, and the background where there is no ink', async () => {
    const batch = await openFeed(examplesOf({ kind: 'none', size: 30 })).next();
    const numbers = new Set(batch && numbersOf(batch.images));
    expect(numbers.has(0)).toBe(true);
    expect(Math.max(...numbers)).toBeGreaterThan(200);
    expect([...numbers].every((value) => Math.abs(value - Math.round(value)) < 1e-3)).toBe(true);
  });

  it.each([
    ["throw new Error('no paint')", 'A thread that draws distorted digits failed (no paint); train again.'],
    ['process.exit(3)', 'A thread that draws distorted digits ended with code 3; train again.'],
    ['setTimeout(() => process.exit(3), 200)', 'ended with code 3'],
    ['setTimeout(() => null.x, 200)', 'failed (Cannot read properties of null'],
  ])('fails with a sentence where a thread does: %s', async (script, sentence) => {
    const feed = openFeed(examplesOf({ kind: 'R' }), { distribution: pretend(script) });
    await expect(Promise.resolve(feed.next())).rejects.toThrow(sentence);
  });

  it('fails where the thread’s program is missing', async () => {
    const feed = openFeed(examplesOf({ kind: 'R' }), { distribution: tmpdir() });
    await expect(Promise.resolve(feed.next())).rejects.toThrow(/failed \(Cannot find module .*draw\.js/);
  });

  it('stops at once when it is asked to, though nothing is drawn', async () => {
    const stopping = new AbortController();
    const feed = openFeed(examplesOf({ kind: 'R' }), {
      distribution: pretend('setInterval(() => {}, 1000)'),
      signal: stopping.signal,
    });
    setTimeout(() => stopping.abort(), 100);
    const begin = performance.now();
    expect(await feed.next()).toBeUndefined();
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

describe('the examples', () => {
  it('are the dataset’s own where nothing distorts', () => {
    const examples = examplesOf({});
    expect(examples.test).toEqual(dataset.test);
    expect(examples.poseOf(3)).toBeNull();
  });

  it('have a test set that depends on the seed alone, and a pose for each image', () => {
    const first = examplesOf({ kind: 'RTS' });
    expect(first.size).toEqual({ height: 42, width: 42, channels: 1 });
    expect(first.test.images).toHaveLength(20 * 42 * 42);
    expect(examplesOf({ kind: 'RTS' }, { batchSize: 7, threads: 3 }).test).toEqual(first.test);
    expect(examplesOf({ kind: 'RTS' }, { seed: 2 }).test.images).not.toEqual(first.test.images);
    expect(first.test.labels).toEqual(dataset.test.labels);
    const poses = Array.from(dataset.test.labels, (_, index) => first.poseOf(index)?.[0]);
    expect(new Set(poses).size).toBeGreaterThan(10);
  });

  it('of an addition have two channels and a class for each sum', async () => {
    const examples = examplesOf({ kind: 'RTS' }, { task: 'addition' });
    expect(examples.size).toEqual({ height: 42, width: 42, channels: 2 });
    expect(examples.classNames).toEqual(Array.from({ length: 19 }, (_, sum) => String(sum)));
    expect(examples.poseOf(0)).toBeNull();
    expect(Math.max(...examples.test.labels)).toBeGreaterThan(9);
    const { labels } = await readEpochs(openFeed(examples), 2);
    // The first digit is the same in each epoch, the second is not.
    expect([...labels.slice(50)].sort((a, b) => a - b)).not.toEqual(
      labels.slice(0, 50).sort((a, b) => a - b),
    );
  });

  it('can’t be an addition of what are no digits', () => {
    const shoes = { ...dataset, name: 'Shoes', classNames: ['Boot', ...digitNames.slice(1)] };
    expect(() => prepareExamples(shoes, { ...defaultConfig(), task: 'addition' })).toThrow(
      'stn.task is "addition", but Shoes (stn.dataset, stn.dataDirectory) has no digits to add',
    );
  });
});
