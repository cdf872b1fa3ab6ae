import { describe, expect, it } from 'vitest';
import type { TrainerEvent } from '../../src/shared/trainerProtocol';
import { isTensorflowAvailable } from '../../src/trainer/engines/tensorflow/load';
import { eventsOf, newRunDirectory, runCommand } from '../support/commands';
import { mnistFolder } from '../support/mnist';

/** Two epochs of the defaults on the real digits, as a user would run them. */
async function accuracies(engine: string, folder: string): Promise<number[]> {
  const { stdout, stderr } = await runCommand('train', [
    ...['--data', folder, '--set', `engine=${engine}`, '--set', 'epochs=2'],
    ...['--json', '--out', newRunDirectory()],
  ]);
  const epochs = eventsOf(stdout).filter(
    (event): event is TrainerEvent & { type: 'epoch' } => event.type === 'epoch',
  );
  const measured = epochs.map(({ test }) => test.accuracy);
  console.log(
    `${engine}: test accuracy ${measured.map((accuracy) => `${(100 * accuracy).toFixed(2)} %`).join(', ')}${stderr}`,
  );
  return measured;
}

const noMnist = mnistFolder ? '' : ' (skipped: there is no MNIST in STN_DATA_DIR or ../shared/data/mnist)';
const noTensorflow = isTensorflowAvailable(['.'])
  ? ''
  : ' (skipped: "npm run setup:tensorflow" was not possible here)';

describe(`two epochs of MNIST with the defaults${noMnist}`, () => {
  for (const [engine, obstacle] of [
    ['wasm', noMnist],
    ['tensorflow', noMnist || noTensorflow],
  ]) {
    it.skipIf(obstacle)(`reach 90 % and 94 % on ${engine}${obstacle}`, { timeout: 900_000 }, async () => {
      const [first, second] = await accuracies(engine, mnistFolder ?? '');
      expect(first).toBeGreaterThanOrEqual(0.9);
      expect(second).toBeGreaterThanOrEqual(0.94);
    });
  }
});
