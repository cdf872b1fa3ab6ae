/**
 * Loaded into a process, by `node --require` or as an extension: every second collects the garbage of each of its threads
 * and writes what remains, in bytes, into a file beside this one, PID-THREAD.held.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { threadId } from 'node:worker_threads';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function measure(): void {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const file = join(__dirname, `${process.pid}-${threadId}.held`);
  // Whole whenever it is read.
  writeFileSync(`${file}.new`, String(heapUsed + external));
  renameSync(`${file}.new`, file);
}

setInterval(measure, 1000).unref();

/** As an extension has it. */
export function activate(): void {
  measure();
}
