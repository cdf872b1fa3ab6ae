/** A long run of short epochs: what trainer and editor hold in memory must not grow with it, nor its report. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { RunStore } from '../../src/host/runs/runStore';
import { defaultTimeouts, TrainerProcess } from '../../src/host/training/trainerProcess';
import { defaultConfig } from '../../src/shared/config';
import { newRunDirectory } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';
import { growthOf, residentMemory } from '../support/memory';

/** For the figures: `STN_SOAK=500 npx vitest run … test/headless/soak.test.ts`. */
const epochs = Number(process.env.STN_SOAK ?? 100);
const kilobyte = 1 << 10;

it.runIf(process.platform === 'linux')(
  `${epochs} epochs take no more memory than a few`,
  async () => {
    const store = new RunStore();
    /** In MB, after each epoch. */
    const trainerMemory: number[] = [];
    let lastEpoch = 0;
    const ended = new Promise<void>((resolve) => {
      store.onDidChange((change) => {
        if (change.type !== 'event') return;
        if (change.event.type === 'epoch') {
          trainerMemory.push(residentMemory(trainer.pid));
          lastEpoch = performance.now();
        }
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
    const directory = newRunDirectory();
    trainer.start(config, directory, { cacheDirectory: '', tensorflowDirectory: '' });
    await ended;

    const trainerGrowth = growthOf(trainerMemory);
    const historySize = JSON.stringify(store.history).length / kilobyte;
    const reportSize = statSync(join(directory, 'report.html')).size / kilobyte;
    console.log(
      `${epochs} epochs. Trainer: ${trainerGrowth.sentence}. History in the editor: ${historySize.toFixed(0)} KB.`,
      `Report: ${reportSize.toFixed(0)} KB, ${(performance.now() - lastEpoch).toFixed(0)} ms after the last epoch.`,
    );
    expect(trainerGrowth.megabytes).toBeLessThan(15);
    expect(store.history?.epochs).toHaveLength(epochs);
    expect(store.history?.samples).toHaveLength(1);
    // The charts' points, which are thinned out, and a few numbers for each epoch.
    expect(historySize).toBeLessThan(1000 + 5 * epochs);
    expect(reportSize).toBeLessThan(6000 + 5 * epochs);
  },
  60_000 + 1_000 * epochs,
);
