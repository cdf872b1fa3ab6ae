/** Where the tests find MNIST, which the project must not need. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const named = process.env.STN_DATA_DIR ?? '';
const folder = resolve(named === '' ? '../shared/data/mnist' : named);
const files = ['train-images-idx3-ubyte', 'train-images-idx3-ubyte.gz'];

/** Undefined where there is no MNIST. */
export const mnistFolder = files.some((file) => existsSync(join(folder, file))) ? folder : undefined;

/** For a suite's title, so that the report says why it was skipped. */
export const withMnist = mnistFolder
  ? 'with MNIST'
  : 'with MNIST (SKIPPED: STN_DATA_DIR names no folder with it)';

if (!mnistFolder)
  console.warn(`Tests with real MNIST are skipped: ${folder} does not hold it; set STN_DATA_DIR.`);
