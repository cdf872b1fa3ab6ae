/** Lets a set-up appear at its place as a whole or not at all: it is made in a folder beside, tried, then moved. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from './attempt';

/**
 * @param home holds the finished folder and those at work; is made
 * @param name of the finished folder in home, which replaces what an earlier set-up left
 * @param make fills the staging folder, which it has to make, and returns the path in it that is to be moved
 */
export function installInto(home: string, name: string, make: (staging: string) => string): void {
  mkdirSync(home, { recursive: true });
  removeLeftovers(home);
  const staging = join(home, `partial-${process.pid}`);
  try {
    const made = make(staging);
    rmSync(join(home, name), { recursive: true, force: true });
    renameSync(made, join(home, name));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** What interrupted set-ups left; a running one's folder stays. */
function removeLeftovers(home: string): void {
  for (const name of readdirSync(home)) {
    const [, pid] = /^partial-(\d+)$/.exec(name) ?? [];
    if (pid && !attempt(() => process.kill(Number(pid), 0)).ok) rmSync(join(home, name), { recursive: true });
  }
}
