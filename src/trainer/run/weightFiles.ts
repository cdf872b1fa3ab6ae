/** Weights on disk: `model.json` + `weights.bin`, the manifest that tfjs's `io.loadWeights` reads. */
import { join } from 'node:path';
import * as v from 'valibot';
import { largestFile, readWithin } from '../../files/fileWithin';
import { replaceFolder } from '../../files/replaceFile';
import { inBrief, messageOf } from '../../shared/messageOf';
import type { NamedTensors } from '../engines/engine';
import { elements } from '../../shared/network/network';
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

/**
 * @param name of the weights' folder in the run's
 * @throws UserError where a file is missing, malformed or shorter than its manifest says
 */
export function readWeightFiles(runDirectory: string, name: string): NamedTensors {
  const directory = join(runDirectory, name);
  const file = join(directory, 'weights.bin');
  let model: v.InferOutput<typeof modelSchema>;
  let bytes: Buffer;
  try {
    model = v.parse(
      modelSchema,
      JSON.parse(readWithin(runDirectory, join(name, 'model.json'), largestFile.settings).toString()),
    );
    bytes = readWithin(runDirectory, join(name, 'weights.bin'), largestFile.weights);
  } catch (error) {
    throw new UserError(
      `The weights in ${directory} can't be read: ${inBrief(messageOf(error))}; choose a run folder that STN Lab wrote.`,
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
