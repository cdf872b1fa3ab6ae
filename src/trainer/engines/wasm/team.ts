/**
 * The threads that compute: the caller's, and workers on the same memory. They wait a little while spinning, because
 * the next order mostly comes soon, and then sleep, so that other programs lose nothing by us.
 */
import { Worker } from 'node:worker_threads';
import { mathFunctions } from './kernels/math';
import { CLOSED, CONTROL } from './tasks';
import { webAssembly, type WasmExports, type WasmMemory, type WasmModule } from './webAssembly';

/** Looks at a word before sleeping: some tens of microseconds. */
const SPINS = 2000;
/** A worker that gives no sign of life for so long has died or hangs. */
const PATIENCE_MILLISECONDS = 30_000;
const SLEEP_MILLISECONDS = 100;

const word = (offset: number) => offset / 4;

const mathNames = Object.keys(mathFunctions).join(', ');

/** Imports of the module, the same in every thread. */
export function moduleImports(memory: WasmMemory) {
  return { env: { memory, ...mathFunctions } };
}

/**
 * What a worker runs. It is text, not a file, so that it needs no bundle of its own.
 */
const workerSource = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, worker } = workerData;
const words = new Int32Array(memory.buffer);
const generation = ${word(CONTROL.generation)};
const { ${mathNames} } = Math;
const { exports } = new WebAssembly.Instance(module, { env: { memory, ${mathNames} } });
parentPort.postMessage('ready');
try {
  let seen = 0;
  for (;;) {
    for (let spin = 0; spin < ${SPINS} && Atomics.load(words, generation) === seen; spin++);
    Atomics.wait(words, generation, seen);
    seen = Atomics.load(words, generation);
    if (seen < 0) break;
    exports.work(worker);
  }
} catch (error) {
  Atomics.store(words, ${word(CONTROL.failed)}, 1);
  Atomics.notify(words, ${word(CONTROL.done)});
  throw error;
}
`;

export class Team {
  private readonly words: Int32Array;
  private readonly exports: WasmExports;
  private workers: Worker[] = [];
  private failure: Error | undefined;
  private generation = 0;

  private constructor(
    module: WasmModule,
    memory: WasmMemory,
    private readonly patience: number,
  ) {
    this.words = new Int32Array(memory.buffer);
    this.exports = new webAssembly.Instance(module, moduleImports(memory)).exports;
  }

  static async start(
    module: WasmModule,
    memory: WasmMemory,
    threads: number,
    patience = PATIENCE_MILLISECONDS,
  ): Promise<Team> {
    const team = new Team(module, memory, patience);
    try {
      await Promise.all(
        Array.from({ length: threads - 1 }, (_, other) => team.startWorker(module, memory, other + 1)),
      );
    } catch (error) {
      team.dispose();
      throw error;
    }
    return team;
  }

  /** The caller's own functions, on worker 0's scratch memory. */
  get own(): WasmExports {
    return this.exports;
  }

  /** Carries out an order: all its tasks are done when this returns. */
  run(order: number, taskCount: number): void {
    if (this.failure) throw this.failure;
    const { words } = this;
    this.generation = (this.generation + 1) & 0x7fff;
    const ticket = this.generation << 16;
    Atomics.store(words, word(CONTROL.ticket), ticket | CLOSED);
    words[word(CONTROL.order)] = order;
    words[word(CONTROL.taskCount)] = taskCount;
    Atomics.store(words, word(CONTROL.done), 0);
    Atomics.store(words, word(CONTROL.ticket), ticket);
    if (this.workers.length > 0) {
      Atomics.store(words, word(CONTROL.generation), this.generation + 1);
      Atomics.notify(words, word(CONTROL.generation));
    }
    this.exports.work(0);
    if (this.workers.length > 0) this.waitForTasks(taskCount);
  }

  dispose(): void {
    this.failure ??= new Error('The engine was disposed of');
    Atomics.store(this.words, word(CONTROL.generation), -1);
    Atomics.notify(this.words, word(CONTROL.generation));
    const workers = this.workers;
    this.workers = [];
    for (const worker of workers) void worker.terminate();
  }

  private waitForTasks(taskCount: number): void {
    const { words } = this;
    const done = word(CONTROL.done);
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(words, done) === taskCount) return;
    let progress = -1;
    let waited = 0;
    for (;;) {
      const count = Atomics.load(words, done);
      if (count === taskCount) return;
      if (Atomics.load(words, word(CONTROL.failed)) !== 0) {
        this.fail('A thread of the wasm engine failed while it computed');
      }
      Atomics.wait(words, done, count, SLEEP_MILLISECONDS);
      const now = Atomics.load(words, word(CONTROL.progress));
      waited = now === progress ? waited + SLEEP_MILLISECONDS : 0;
      progress = now;
      if (waited > this.patience) {
        this.fail(`A thread of the wasm engine gave no sign of life for ${this.patience / 1000} seconds`);
      }
    }
  }

  private fail(message: string): never {
    this.failure ??= new Error(message);
    throw this.failure;
  }

  private async startWorker(module: WasmModule, memory: WasmMemory, number: number): Promise<void> {
    const worker = new Worker(workerSource, {
      eval: true,
      // Not the loaders and hooks that the main thread may have been started with.
      execArgv: [],
      workerData: { module, memory, worker: number },
    });
    this.workers.push(worker);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.on('error', (error) => {
        this.failure ??= new Error(`A thread of the wasm engine failed: ${error.message}`, { cause: error });
        reject(this.failure);
      });
      worker.on('exit', (code) => {
        this.failure ??= new Error(`A thread of the wasm engine ended with code ${code}`);
        reject(this.failure);
      });
    });
    // Our workers are no reason to keep a process alive.
    worker.unref();
  }
}
