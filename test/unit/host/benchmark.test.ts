import { describe, expect, it, vi } from 'vitest';
import { benchmarkEngines } from '../../../src/host/benchmark/benchmark';
import { formatBenchmark } from '../../../src/host/benchmark/benchmarkTable';
import { defaultConfig } from '../../../src/shared/config';
import { benchmark } from './events';
import { behave, fakeTrainer, faultOf, isAlive, shortTimeouts, until } from './forkFake';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: string[]) =>
      text.replace(/\{(\d)\}/g, (_, position: string) => values[Number(position)]),
  },
}));

const { script } = fakeTrainer();

function run(signal = new AbortController().signal, timeouts = {}) {
  const log: string[] = [];
  const progress: string[] = [];
  const write = (line: string): void => void log.push(line);
  const answer = benchmarkEngines(
    {
      script,
      timeouts: { ...shortTimeouts, ...timeouts },
      log: { debug: write, info: write, warn: write, error: write },
      surroundings: () => ({ nodePath: '', places: { cacheDirectory: '', tensorflowDirectory: '' } }),
    },
    defaultConfig(),
    (message) => progress.push(message),
    signal,
  );
  return { answer, progress, log };
}

describe('a benchmark', () => {
  it('is done by a process that is gone afterwards, and tells how far it is', async () => {
    behave('');
    const { answer, progress, log } = run();
    expect(await answer).toEqual(benchmark(1));
    expect(progress).toEqual(['Timing wasm']);
    expect(log).toContain('fake trainer says hello');
    const pid = Number(/^pid (\d+)$/m.exec(log.join('\n'))?.[1]);
    expect(pid).toBeGreaterThan(0);
    expect(isAlive(pid)).toBe(false);
  });

  it('fails with the trainer’s sentence', async () => {
    behave('fails');
    expect(await faultOf(run().answer)).toEqual({ kind: 'refused', message: 'There is no such network.' });
  });

  it('fails where no answer comes in time, or the process dies', async () => {
    behave('silent-benchmark');
    expect(await faultOf(run(undefined, { request: 300 }).answer)).toEqual({
      kind: 'noAnswer',
      seconds: 0.3,
    });
    behave('early-death');
    expect(await faultOf(run().answer)).toMatchObject({ kind: 'died', code: 5 });
  });

  it('ends when it is cancelled', async () => {
    behave('silent-benchmark');
    const cancelling = new AbortController();
    const { answer, progress } = run(cancelling.signal);
    await until(() => progress.length > 0);
    cancelling.abort();
    expect(await faultOf(answer)).toEqual({ kind: 'released' });
  });
});

describe('the table of a benchmark', () => {
  const lines = formatBenchmark(benchmark(1), 'en').split('\n');

  it('has a row for each engine, with all its figures', () => {
    const table = lines.filter((line) => line.startsWith('|'));
    const cells = table.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(cells).toEqual([
      [
        'Engine',
        'Details',
        'Threads',
        'ms per step',
        'Training images/s',
        'Evaluation images/s',
        'Seconds per epoch of 60,000',
        'Of the fastest',
      ],
      [
        ...Array<unknown>(2).fill(expect.stringMatching(/^-+$/)),
        ...Array<unknown>(6).fill(expect.stringMatching(/^-+:$/)),
      ],
      ['wasm', 'WebAssembly with plain SIMD', '1', '8', '8,000', '40,000', '7.5', '50%'],
      ['wasm', 'WebAssembly with plain SIMD', '2', '4', '16,000', '80,000', '3.75', '**100%**'],
      ['tensorflow', 'not available, see below', '–', '–', '–', '–', '–', '–'],
    ]);
    // The log shows it as text.
    expect(new Set(table.map(({ length }) => length)).size).toBe(1);
  });

  it('says what was measured, and what an engine that is missing needs', () => {
    expect(lines[0]).toBe('# STN Lab: Engine Benchmark');
    expect(lines[2]).toBe(
      'The network of the current settings: 27,360 parameters, images of 28×28×1, batches of 64 in training and 1,000 in evaluation.',
    );
    expect(lines).toContain('tensorflow: It is not installed in C:\\\\stn\\_lab: install it.');
  });
});
