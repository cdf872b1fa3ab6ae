/**
 * Everything a run can be told, as one schema: the source of the `stn.*` settings in package.json (a test holds them
 * equal), of `--set key=value`, and of `config.json` in a run folder. Defaults are the PyTorch STN tutorial's.
 */
import * as v from 'valibot';
import { choice, decimal, layerSizes, setting, text, toggle, wholeNumber } from './settings';
import { transformerKinds } from './transformers/spec';

const samplerSchema = v.strictObject({
  mode: setting(choice(['bilinear', 'nearest', 'bicubic']), 'bilinear'),
  padding: setting(choice(['zeros', 'border', 'reflection', 'background']), 'zeros'),
  alignCorners: setting(toggle(), false),
});

const transformerSchema = v.strictObject({
  kind: setting(choice([...transformerKinds, 'none']), 'affine'),
  controlPoints: setting(wholeNumber(2, 8), 4),
  bounded: setting(toggle(), false),
  count: setting(wholeNumber(1, 2), 1),
  identityStart: setting(toggle(), true),
  outputSize: setting(wholeNumber(0, 84), 0),
  averagePool: setting(toggle(), false),
  identityPenalty: setting(decimal(0, 100), 0),
  outsidePenalty: setting(decimal(0, 100), 0),
});

const distortionSchema = v.strictObject({
  kind: setting(choice(['none', 'R', 'RTS', 'P', 'E', 'translated', 'TC', 'custom']), 'none'),
  size: setting(wholeNumber(0, 84), 0),
  rotation: setting(decimal(0, 180), 0),
  smallestScale: setting(decimal(0.2, 3), 1),
  largestScale: setting(decimal(0.2, 3), 1),
  shear: setting(decimal(0, 2), 0),
  place: setting(choice(['centre', 'random']), 'centre'),
  corners: setting(decimal(0, 20), 0),
  controlPoints: setting(decimal(0, 10), 0),
  clutter: setting(wholeNumber(0, 32), 0),
});

const networkSchema = v.strictObject({
  kind: setting(choice(['tutorial', 'fcn', 'cnn']), 'tutorial'),
  parameters: setting(wholeNumber(0, 5000000), 0),
});

const localizationSchema = v.strictObject({
  filters: setting(layerSizes(1, 64, 4), []),
  kernels: setting(layerSizes(1, 9, 4), []),
  hidden: setting(layerSizes(1, 1024, 4), []),
  averagePool: setting(choice(['network', 'no', 'yes']), 'network'),
  learningRateFactor: setting(decimal(0, 100), 1),
});

const classifierSchema = v.strictObject({
  filters: setting(layerSizes(1, 64, 4), []),
  kernels: setting(layerSizes(1, 9, 4), []),
  hidden: setting(layerSizes(1, 1024, 4), []),
  dropout: setting(decimal(0, 0.95), 0.5),
});

const scheduleSchema = v.strictObject({
  kind: setting(choice(['constant', 'step', 'cosine']), 'constant'),
  epochs: setting(wholeNumber(1, 10000), 10),
  factor: setting(decimal(0.001, 1), 0.1),
  warmUp: setting(decimal(0, 100), 0),
});

export const configSchema = v.strictObject({
  dataset: setting(choice(['auto', 'mnist', 'idx', 'synthetic']), 'auto', 'machine-overridable'),
  dataDirectory: setting(text(), '', 'machine-overridable'),
  engine: setting(choice(['auto', 'tensorflow', 'wasm']), 'auto'),
  epochs: setting(wholeNumber(1, 10000), 20),
  batchSize: setting(wholeNumber(1, 1024), 64),
  testBatchSize: setting(wholeNumber(1, 1024), 64),
  learningRate: setting(decimal(0.000001, 10), 0.01),
  optimizer: setting(choice(['sgd', 'momentum', 'nesterov', 'adam']), 'sgd'),
  momentum: setting(decimal(0, 0.999), 0.9),
  weightDecay: setting(decimal(0, 1), 0),
  gradientClip: setting(decimal(0, 1000), 0),
  seed: setting(wholeNumber(0, 4294967295), 1),
  threads: setting(wholeNumber(0, 64), 0),
  earlyStop: setting(wholeNumber(0, 1000), 0),
  collapseWatch: setting(toggle(), true),
  task: setting(choice(['classification', 'addition']), 'classification'),
  distortion: v.optional(distortionSchema, {}),
  network: v.optional(networkSchema, {}),
  transformer: v.optional(transformerSchema, {}),
  schedule: v.optional(scheduleSchema, {}),
  sampler: v.optional(samplerSchema, {}),
  localization: v.optional(localizationSchema, {}),
  classifier: v.optional(classifierSchema, {}),
  sampledDigits: setting(wholeNumber(1, 100), 20),
  logInterval: setting(wholeNumber(1, 10000), 10),
  checkpointSeconds: setting(decimal(0, 86400), 30),
  checkpointsKept: setting(wholeNumber(1, 1000), 2),
});

/** A complete, valid configuration of one run. */
export type Config = v.InferOutput<typeof configSchema>;

/**
 * Settings of the editor side alone: they say how the trainer process is run, not what it computes, so they are no part
 * of a run's configuration. What names a program or a library is machine-scoped: a workspace can't choose it.
 */
export const hostSettingsSchema = v.strictObject({
  nodePath: setting(text(), '', 'machine'),
  tensorflowDirectory: setting(text(), '', 'machine'),
  runsDirectory: setting(text(), '', 'machine-overridable'),
  resumeAfterReload: setting(choice(['ask', 'always', 'never']), 'ask'),
});

export type HostSettings = v.InferOutput<typeof hostSettingsSchema>;

/** The configuration when nothing is set: the tutorial's. */
export function defaultConfig(): Config {
  return v.parse(configSchema, {});
}
