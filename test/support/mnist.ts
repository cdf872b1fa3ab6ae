/** Where tests find the real digits; those that need them say so when they are skipped. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = process.env.STN_DATA_DIR ?? resolve('../shared/data/mnist');

/** Undefined where there is no MNIST. */
export const mnistFolder = existsSync(folder) ? folder : undefined;
