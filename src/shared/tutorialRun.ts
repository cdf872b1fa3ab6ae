/** The run that the PyTorch STN tutorial publishes the log of, to be compared with. */
import { differingKeys } from './changedSettings';
import { defaultConfig } from './config';
import type { RunHistory } from './runHistory';

/** Test loss and right ones of 10000 digits after each epoch. */
export const tutorialEpochs: readonly { readonly loss: number; readonly accuracy: number }[] = (
  [
    [0.2254, 9388],
    [0.1318, 9601],
    [0.0986, 9711],
    [0.0791, 9768],
    [0.0696, 9794],
    [0.0711, 9765],
    [0.077, 9767],
    [0.0587, 9811],
    [0.0618, 9819],
    [0.0495, 9848],
    [0.0457, 9859],
    [0.0484, 9849],
    [0.0431, 9873],
    [0.0419, 9877],
    [0.0653, 9815],
    [0.0461, 9876],
    [0.0435, 9873],
    [0.042, 9873],
    [0.0463, 9867],
    [0.0385, 9886],
  ] as const
).map(([loss, correct]) => ({ loss, accuracy: correct / 10000 }));

/** Settings that change nothing about what is learned after an epoch, but for chance. */
const harmless: ReadonlySet<string> = new Set([
  'dataset',
  'dataDirectory',
  'engine',
  'epochs',
  'testBatchSize',
  'seed',
  'threads',
  'earlyStop',
  'collapseWatch',
  'sampledDigits',
  'logInterval',
  'checkpointSeconds',
  'checkpointsKept',
]);

/** Whether a run learns what the tutorial's does. */
export function isTutorialRun({ started, changes }: Pick<RunHistory, 'started' | 'changes'>): boolean {
  return (
    started.dataset.name === 'MNIST' &&
    changes.length === 0 &&
    differingKeys(started.config, defaultConfig()).every((key) => harmless.has(key))
  );
}
