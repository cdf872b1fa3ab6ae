/** Builds the fake trainer once and makes processes of it that can't outlive the tests. */
import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Fault } from '../../../src/host/fault';
import { FaultError } from '../../../src/host/fault';
import type { TrainerTimeouts } from '../../../src/host/training/trainerProcess';

export const shortTimeouts: TrainerTimeouts = { handshake: 20_000, request: 20_000, stop: 20_000, kill: 300 };

export function fakeTrainer() {
  const folder = mkdtempSync(join(tmpdir(), 'stn-fake-trainer-'));
  const script = join(folder, 'trainer.js');
  beforeAll(() => {
    buildSync({
      entryPoints: [join(import.meta.dirname, 'fakeTrainer.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: script,
    });
  });
  afterEach(() => {
    delete process.env.STN_FAKE_TRAINER;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, script };
}

/** How the next fake trainers behave. */
export function behave(...words: string[]): void {
  process.env.STN_FAKE_TRAINER = words.join(' ');
}

/** What a promise that must reject with a FaultError says. */
export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error('It did not fail.');
}

export { isAlive } from '../../../src/files/isAlive';

/** Waits until a condition holds. */
export async function until(condition: () => boolean, milliseconds = 20_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
