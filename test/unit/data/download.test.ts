import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DownloadError, downloadMnist, type DownloadOptions } from '../../../src/trainer/data/download';
import { readIdxFolder } from '../../../src/trainer/data/idxFolder';
import { idxFileNames, idxFiles } from '../../../src/trainer/data/knownSets';
import { mnistMirrors } from '../../../src/trainer/data/mirrors';
import { hashesOf, longSet, smallSet, temporaryFolder } from '../../support/idxFiles';
import { fetchThrough, startMirrors, type Behaviour, type MirrorServer } from './support/mirrorServer';

const set = longSet();
const names = idxFiles.map((file) => `${idxFileNames[file]}.gz`).sort();

/** The first file that is asked for; the others follow the good example. */
const trainImages = `${idxFileNames.trainImages}.gz`;

interface Attempt extends MirrorServer {
  readonly directory: string;
  readonly progress: { message: string; fraction: number }[];
  download(changes?: Partial<DownloadOptions>): ReturnType<typeof downloadMnist>;
}

async function prepare(behave?: Behaviour): Promise<Attempt> {
  const server = await startMirrors(set, behave);
  const directory = join(await temporaryFolder(), 'cache', 'mnist');
  const progress: Attempt['progress'] = [];
  const download = (changes: Partial<DownloadOptions> = {}): ReturnType<typeof downloadMnist> =>
    downloadMnist({
      directory,
      onProgress: (message, fraction) => progress.push({ message, fraction }),
      signal: new AbortController().signal,
      fetch: server.fetch,
      hashes: hashesOf(set),
      silenceMs: 300,
      reachMs: 1000,
      ...changes,
    });
  return { ...server, directory, progress, download };
}

/** Only the first request for the train images goes wrong. */
function once(misbehave: Behaviour): Behaviour {
  let first = true;
  return (call, response, serve) => {
    if (!first || call.file !== 'trainImages') {
      serve();
      return;
    }
    first = false;
    misbehave(call, response, serve);
  };
}

/** Only the first mirror goes wrong, and always. */
function onFirstMirror(misbehave: Behaviour): Behaviour {
  return (call, response, serve) => (call.mirror === 0 ? misbehave(call, response, serve) : serve());
}

async function expectWhole({ directory }: Attempt): Promise<void> {
  expect((await readdir(directory)).sort()).toEqual(names);
  expect((await readIdxFolder(directory, 'cache')).hashes).toEqual(hashesOf(set));
}

/** Sends half of what it should, then does what `then` says. */
function half(
  then: (response: Parameters<Behaviour>[1]) => void,
  { files }: { files: () => Uint8Array },
): Behaviour {
  return (_call, response) => {
    const bytes = files();
    response.setHeader('content-length', bytes.length);
    response.write(bytes.subarray(0, bytes.length >> 1), () => then(response));
  };
}

describe('a download', () => {
  it('brings all four files, from the first mirror, and tells how far it is', async () => {
    const attempt = await prepare();
    expect(await attempt.download()).toBe(mnistMirrors[0]);
    await expectWhole(attempt);
    expect(attempt.calls).toHaveLength(4);
    expect(attempt.progress[0].message).toBe('Looking for MNIST’s mirrors');
    expect(attempt.progress.at(-1)?.message).toMatch(
      /^Downloading MNIST from ossci-.*: \d+\.\d of 11\.6 MB$/,
    );
    const fractions = attempt.progress.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
  });

  it('asks for nothing that is there and right, and replaces what is wrong', async () => {
    const attempt = await prepare();
    await attempt.download();
    await writeFile(join(attempt.directory, `${idxFileNames.testLabels}.gz`), 'spoiled');
    await attempt.download();
    await expectWhole(attempt);
    expect(attempt.calls.slice(4).map(({ file }) => file)).toEqual(['testLabels']);
    expect(await attempt.download({ fetch: fetchThrough('http://127.0.0.1:1') })).toBeUndefined();
  });

  it('that breaks off goes on from there, on the same mirror', async () => {
    const attempt: Attempt = await prepare(
      once(half((response) => response.destroy(), { files: () => attempt.files.trainImages })),
    );
    await attempt.download();
    await expectWhole(attempt);
    const [first, second] = attempt.calls;
    expect(first.range).toBeUndefined();
    expect(second).toMatchObject({ mirror: 0, file: 'trainImages' });
    expect(Number(/bytes=(\d+)-/.exec(second.range ?? '')?.[1])).toBeGreaterThan(1000);
  });

  it('that falls silent is given up, and goes on from there', async () => {
    const attempt: Attempt = await prepare(
      once(half(() => undefined, { files: () => attempt.files.trainImages })),
    );
    const start = performance.now();
    await attempt.download();
    expect(performance.now() - start).toBeLessThan(3000);
    await expectWhole(attempt);
    expect(attempt.calls[1].range).toMatch(/bytes=\d{4,}-/);
  });

  it('starts anew on a server that ignores ranges', async () => {
    let count = 0;
    const attempt: Attempt = await prepare((call, response, serve) => {
      if (call.file === 'trainImages' && count++ === 0) {
        half((broken) => broken.destroy(), { files: () => attempt.files.trainImages })(call, response, serve);
        return;
      }
      serve({ ignoreRange: true });
    });
    await attempt.download();
    await expectWhole(attempt);
    expect(attempt.calls[1].range).toBeDefined();
  });

  it('starts anew where another part is sent than was asked for', async () => {
    const attempt = await prepare((call, response, serve) => {
      if (call.range === undefined) {
        serve();
        return;
      }
      response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789');
    });
    await leavePart(attempt, attempt.files.trainImages.subarray(0, 500));
    await attempt.download();
    await expectWhole(attempt);
    expect(attempt.calls.slice(0, 2).map(({ range }) => range)).toEqual(['bytes=500-', undefined]);
  });

  it('goes on from what an earlier one left, and starts anew where that was wrong', async () => {
    const attempt = await prepare();
    await leavePart(attempt, attempt.files.trainImages.subarray(0, 700));
    await attempt.download();
    await expectWhole(attempt);
    expect(attempt.calls[0].range).toBe('bytes=700-');

    const other = await prepare();
    await leavePart(other, new Uint8Array(700));
    await other.download();
    await expectWhole(other);
    expect(other.calls.slice(0, 2).map(({ range }) => range)).toEqual(['bytes=700-', undefined]);
  });

  it('takes a part that is already whole as it is', async () => {
    const attempt = await prepare();
    await leavePart(attempt, attempt.files.trainImages);
    await attempt.download();
    await expectWhole(attempt);
    expect(attempt.calls.map(({ file }) => file)).toEqual([
      'trainImages',
      'trainLabels',
      'testImages',
      'testLabels',
    ]);
  });

  it('takes over what a killed one left, but not what another is writing', async () => {
    const attempt = await prepare();
    const orphan = await leavePart(attempt, attempt.files.trainImages.subarray(0, 700), '-orphan');
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(orphan, hourAgo, hourAgo);
    const live = await leavePart(attempt, attempt.files.trainImages.subarray(0, 900), '-live');
    await attempt.download();
    expect(attempt.calls[0].range).toBe('bytes=700-');
    expect((await readdir(attempt.directory)).sort()).toEqual([...names, `${trainImages}.part-live`].sort());
    expect((await readFile(live)).length).toBe(900);
  });

  it.each<[string, Behaviour, string]>([
    [
      'is missing',
      (_call, response) => void response.writeHead(404).end('no'),
      'it answered with status 404',
    ],
    ['has other bytes', (_call, _response, serve) => serve({ bytes: Buffer.from('<html>') }), 'not MNIST'],
    [
      'has another set',
      ({ file }, _response, serve) => serve({ bytes: smallSet()[file] }),
      'what it sent is not MNIST (another SHA-256)',
    ],
    [
      'is cut short',
      ({ file }, _response, serve) => serve({ bytes: smallSet()[file].subarray(0, 5) }),
      'what it sent is not MNIST',
    ],
    ['never answers', () => undefined, 'no answer within 0.3 s'],
    [
      'is redirected to HTTP',
      (_call, response) => void response.writeHead(302, { location: 'http://plain.example/mnist' }).end(),
      'a redirect to http://plain.example was refused, since it is not HTTPS',
    ],
    [
      'is redirected in circles',
      (call, response) =>
        void response
          .writeHead(307, { location: `https://${mnistMirrors[call.mirror].host}/mnist/` + trainImages })
          .end(),
      'more than 5 redirects',
    ],
    [
      'never ends',
      (_call, response) => {
        const mebibyte = Buffer.alloc(2 ** 20);
        const send = (): void => {
          if (!response.destroyed) response.write(mebibyte, send);
        };
        send();
      },
      'it sent more than 64 MiB',
    ],
  ])('takes the next mirror where a file %s', async (_what, misbehave, problem) => {
    const attempt = await prepare(
      onFirstMirror((call, response, serve) =>
        call.file === 'trainImages' ? misbehave(call, response, serve) : serve(),
      ),
    );
    expect(await attempt.download()).toBe(mnistMirrors[1]);
    await expectWhole(attempt);
    // The mirror that worked is asked first from then on.
    expect(attempt.calls.slice(-3).map(({ mirror }) => mirror)).toEqual([1, 1, 1]);

    const hopeless = await prepare((call, response, serve) => {
      if (call.mirror === 1) return void response.writeHead(503).end();
      misbehave(call, response, serve);
    });
    const error: unknown = await hopeless.download().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DownloadError);
    const { message } = error as DownloadError;
    expect(message).toContain(
      'no mirror delivered train-images-idx3-ubyte (ossci-datasets.s3.amazonaws.com: ',
    );
    expect(message).toContain(problem);
    expect(message).toContain('storage.googleapis.com: it answered with status 503');
    expect((await readdir(hopeless.directory)).filter((name) => !name.endsWith('.part'))).toEqual([]);
  });

  it('follows a redirect within HTTPS', async () => {
    const attempt = await prepare((call, response, serve) => {
      if (call.mirror === 1) {
        serve();
        return;
      }
      response.writeHead(302, { location: `${mnistMirrors[1].base}${idxFileNames[call.file]}.gz` }).end();
    });
    expect(await attempt.download()).toBe(mnistMirrors[0]);
    await expectWhole(attempt);
  });

  it('ends at once when aborted, and leaves its part to the next', async () => {
    const controller = new AbortController();
    const attempt: Attempt = await prepare(
      once(half(() => setTimeout(() => controller.abort(), 50), { files: () => attempt.files.trainImages })),
    );
    const start = performance.now();
    await expect(attempt.download({ signal: controller.signal, silenceMs: 10_000 })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }) as Error,
    );
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await readdir(attempt.directory)).toEqual([`${trainImages}.part`]);
    await attempt.download();
    await expectWhole(attempt);
    expect(attempt.calls[1].range).toMatch(/bytes=\d{4,}-/);
  });

  it('may run twice at once', async () => {
    const attempt = await prepare((_call, _response, serve) => void setTimeout(serve, 20));
    await Promise.all([attempt.download(), attempt.download(), attempt.download()]);
    await expectWhole(attempt);
  });

  it('says within seconds that this machine is offline', async () => {
    const attempt = await prepare();
    const start = performance.now();
    await expect(attempt.download({ fetch: fetchThrough('http://127.0.0.1:1') })).rejects.toThrow(
      /^no mirror answered \(ossci-datasets\.s3\.amazonaws\.com: .+; storage\.googleapis\.com: .+\)$/,
    );
    // A network that swallows what is sent: nothing ever answers, neither mirror.
    const silent: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    await expect(attempt.download({ fetch: silent, reachMs: 500 })).rejects.toThrow(
      'no mirror answered (ossci-datasets.s3.amazonaws.com: no answer within 0.5 s; storage.googleapis.com: no answer within 0.5 s)',
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('says why its folder can’t be written', async () => {
    const attempt = await prepare();
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(attempt.download({ directory: join(file, 'mnist') })).rejects.toThrow(
      new DownloadError(`the cache ${file}/mnist cannot be written: it is a file, not a folder`),
    );
    expect(attempt.calls).toEqual([]);
  });
});

async function leavePart({ directory }: Attempt, bytes: Uint8Array, end = ''): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${trainImages}.part${end}`);
  await writeFile(path, bytes);
  return path;
}
