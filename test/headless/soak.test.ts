/** A long run of short epochs: what trainer and editor hold in memory must not grow with it. */
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { RunStore } from '../../src/host/runs/runStore';
import { defaultTimeouts, TrainerProcess } from '../../src/host/training/trainerProcess';
import { defaultConfig } from '../../src/shared/config';
import { newRunDirectory } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';

/** For the figures: `STN_SOAK=500 npx vitest run … test/headless/soak.test.ts`. */
const epochs = Number(process.env.STN_SOAK ?? 100);
const megabyte = 1 << 20;

it.runIf(process.platform === 'linux')(
  `${epochs} epochs take no more memory than a few`,
  async () => {
    const store = new RunStore();
    /** In MB, after each epoch. */
    const trainerMemory: number[] = [];
    const ended = new Promise<void>((resolve) => {
      store.onDidChange((change) => {
        if (change.type !== 'event') return;
        if (change.event.type === 'epoch') trainerMemory.push(residentMemory(trainer.pid));
        if (change.event.type === 'finished') resolve();
      });
    });
    const trainer: TrainerProcess = new TrainerProcess({
      ...{ script: 'dist/trainer.js', nodePath: '', timeouts: defaultTimeouts },
      onEvent: (event) => store.apply(event),
      onMalformed: (sentence) => expect.unreachable(sentence),
      onOutput: (_, line) => expect.unreachable(line),
      onDeath: (fault) => expect.unreachable(JSON.stringify(fault)),
    });
    onTestFinished(() => trainer.dispose());
    await trainer.ready;
    const config = {
      ...defaultConfig(),
      ...({ dataset: 'idx', dataDirectory: learnableFolder(128, 50), engine: 'wasm', threads: 1 } as const),
      ...{ epochs, batchSize: 32, logInterval: 1 },
    };
    trainer.start(config, newRunDirectory(), { cacheDirectory: '', tensorflowDirectory: '' });
    await ended;

    const [warm, last] = [
      trainerMemory.slice(epochs / 5, (2 * epochs) / 5),
      trainerMemory.slice(-epochs / 5),
    ];
    const [before, after] = [warm, last].map((part) => part.reduce((sum, one) => sum + one, 0) / part.length);
    console.log(
      `Trainer: ${before.toFixed(0)} MB after warming up, ${after.toFixed(0)} MB at the end of ${epochs} epochs.`,
    );
    expect(after).toBeLessThan(1.2 * before + 20);
    expect(store.history?.epochs).toHaveLength(epochs);
    expect(store.history?.samples).toHaveLength(1);
    // The editor's share of it, as bytes of JSON.
    expect(JSON.stringify(store.history).length).toBeLessThan(2 * megabyte);
  },
  60_000 + 1_000 * epochs,
);

function residentMemory(pid = 0): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
