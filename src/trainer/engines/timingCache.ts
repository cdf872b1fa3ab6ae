/** Timings of engines kept in a file, so that only the first run with a network pays for them. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { version } from '../../../package.json';
import { replaceFile } from '../../files/replaceFile';
import type { NetworkSpec } from '../../shared/network/network';
import type { EngineName, EngineOptions } from './engine';

/** Images a second in training. */
export type Rates = ReadonlyMap<EngineName, number>;

const cacheFile = 'engine-timings.json';
const maximumEntries = 100;
/** A library may have been replaced meanwhile, or the machine have been busy when it was timed. */
const maximumAge = 7 * 24 * 60 * 60 * 1000;

const rate = v.pipe(v.number(), v.finite(), v.gtValue(0));
const entrySchema = v.strictObject({
  /** Milliseconds since 1970. */
  measured: v.number(),
  imagesPerSecond: v.strictObject({ wasm: v.optional(rate), tensorflow: v.optional(rate) }),
});
const fileSchema = v.record(v.string(), entrySchema);

type Entries = v.InferOutput<typeof fileSchema>;

export class TimingCache {
  private readonly file: string | undefined;

  /** @param directory empty: nothing is kept */
  constructor(directory: string) {
    this.file = directory ? join(directory, cacheFile) : undefined;
  }

  /** @returns undefined where nothing is known, also because the file is unreadable */
  read(key: string): Rates | undefined {
    const entry = Object.entries(this.entries()).find(([name]) => name === key)?.[1];
    if (!entry || Math.abs(Date.now() - entry.measured) > maximumAge) return undefined;
    return new Map(Object.entries(entry.imagesPerSecond) as [EngineName, number][]);
  }

  write(key: string, rates: Rates): void {
    if (this.file === undefined) return;
    const entries = Object.entries({
      ...this.entries(),
      [key]: { measured: Date.now(), imagesPerSecond: Object.fromEntries(rates) },
    });
    const newest = entries.sort(([, a], [, b]) => b.measured - a.measured).slice(0, maximumEntries);
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      replaceFile(this.file, JSON.stringify(Object.fromEntries(newest)));
    } catch {
      // A run must not fail for what only saves time: the next one times anew.
    }
  }

  private entries(): Entries {
    if (this.file === undefined) return {};
    try {
      const parsed = v.safeParse(fileSchema, JSON.parse(readFileSync(this.file, 'utf8')));
      return parsed.success ? parsed.output : {};
    } catch {
      return {};
    }
  }
}

/** Stands for everything that a timing depends on. */
export function timingKey(network: NetworkSpec, batchSize: number, options: EngineOptions): string {
  const machine = [cpus().at(0)?.model, availableParallelism(), process.arch];
  const programs = [version, process.versions.node, process.versions.v8];
  return createHash('sha256')
    .update(JSON.stringify({ machine, programs, network, batchSize, options }))
    .digest('hex');
}
