/** How many cores compute by themselves: two threads of one core share its multipliers. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

export function physicalCores(): number {
  return Math.max(1, Math.min(availableParallelism(), linuxCores() ?? assumedCores()));
}

function linuxCores(): number | undefined {
  try {
    const siblings = cpus().map((_, number) =>
      readFileSync(`/sys/devices/system/cpu/cpu${number}/topology/thread_siblings_list`, 'utf8'),
    );
    return new Set(siblings).size || undefined;
  } catch {
    return undefined;
  }
}

/** Elsewhere nobody tells; processors of the x86 family mostly have two threads a core, others one. */
function assumedCores(): number {
  return Math.ceil(cpus().length / (process.arch === 'x64' && process.platform !== 'darwin' ? 2 : 1));
}
