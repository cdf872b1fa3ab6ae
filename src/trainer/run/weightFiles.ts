/** Weights on disk: `model.json` + `weights.bin`, the manifest that tfjs's `io.loadWeights` reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { replaceFolder } from '../../files/replaceFile';
import { messageOf } from '../../shared/messageOf';
import type { NamedTensors } from '../engines/engine';
import { elements } from '../model/network';
import { UserError } from '../userError';
import { joinTensors, shapeSchema, splitTensors } from './tensorBytes';

const modelSchema = v.object({
  format: v.literal('stn-lab'),
  weightsManifest: v.tuple([
    v.object({
      paths: v.tuple([v.literal('weights.bin')]),
      weights: v.array(v.object({ name: v.string(), shape: shapeSchema, dtype: v.literal('float32') })),
    }),
  ]),
});

/** Writes the directory whole or not at all. */
export function writeWeightFiles(directory: string, weights: NamedTensors): void {
  const model: v.InferOutput<typeof modelSchema> = {
    format: 'stn-lab',
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: Array.from(weights, ([name, { shape }]) => ({ name, shape: [...shape], dtype: 'float32' })),
      },
    ],
  };
  replaceFolder(directory, {
    'weights.bin': joinTensors(weights),
    'model.json': JSON.stringify(model, undefined, 2),
  });
}

/** @throws UserError where a file is missing, malformed or shorter than its manifest says */
export function readWeightFiles(directory: string): NamedTensors {
  const file = join(directory, 'weights.bin');
  let model: v.InferOutput<typeof modelSchema>;
  let bytes: Buffer;
  try {
    model = v.parse(modelSchema, JSON.parse(readFileSync(join(directory, 'model.json'), 'utf8')));
    bytes = readFileSync(file);
  } catch (error) {
    throw new UserError(
      `The weights in ${directory} can't be read: ${messageOf(error)}; choose a run folder that STN Lab wrote.`,
    );
  }
  const manifest = model.weightsManifest[0].weights;
  const expected = manifest.reduce((sum, weight) => sum + 4 * elements(weight.shape), 0);
  if (bytes.length !== expected) {
    throw new UserError(
      `${file} has ${bytes.length} bytes where its manifest names ${expected}: it was cut off or belongs to another run.`,
    );
  }
  return splitTensors(manifest, bytes);
}
