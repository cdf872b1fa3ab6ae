/** What processes hold in memory, and whether that grows. */
import { readFileSync } from 'node:fs';

/** Of a process on Linux, in MB. */
export function residentMemory(pid = 0): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/**
 * From the second fifth, when all is warm, to the last.
 * @param samples in MB, in equal distances, ten at least
 */
export function growthOf(samples: readonly number[]): {
  readonly megabytes: number;
  readonly sentence: string;
} {
  const fifth = Math.floor(samples.length / 5);
  const [before, after] = [samples.slice(fifth, 2 * fifth), samples.slice(-fifth)].map(
    (part) => part.reduce((sum, one) => sum + one, 0) / part.length,
  );
  const sentence = `${before.toFixed(1)} MB after warming up, ${after.toFixed(1)} MB at the end`;
  return { megabytes: after - before, sentence };
}
