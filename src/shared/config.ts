/**
 * Everything a run can be told, as one schema: the source of the `stn.*` settings in package.json (a test holds them
 * equal), of `--set key=value`, and of `config.json` in a run folder. Defaults are the PyTorch STN tutorial's.
 */
import * as v from 'valibot';
import { choice, decimal, layerSizes, setting, text, toggle, wholeNumber } from './settings';

const samplerSchema = v.strictObject({
  mode: setting(choice(['bilinear', 'nearest', 'bicubic']), 'bilinear', {
    title: 'Interpolation',
    description:
      'How the sampler reads between pixels, as the `mode` of PyTorch’s `grid_sample`. `nearest` gives theta no gradient.',
    enumDescriptions: [
      'Weighs the four pixels around the point.',
      'Takes the closest pixel; the localization network then learns nothing.',
      'Weighs the sixteen pixels around the point (Keys’ kernel, A = −0.75).',
    ],
  }),
  padding: setting(choice(['zeros', 'border', 'reflection']), 'zeros', {
    title: 'Padding',
    description:
      'What the sampler reads outside the image, as the `padding_mode` of PyTorch’s `grid_sample`. After normalisation a digit’s background is −0.42, so `zeros` shows as a grey frame.',
    enumDescriptions: [
      'Zero, after normalisation: a grey, brighter than the background.',
      'The nearest pixel of the image’s edge.',
      'The image mirrored at its edge.',
    ],
  }),
  alignCorners: setting(toggle(), false, {
    title: 'Align corners',
    description:
      'Whether −1 and 1 mean the centres of the outermost pixels (`true`) or their outer edges (`false`), as `align_corners` of `affine_grid` and `grid_sample`.',
  }),
});

const localizationSchema = v.strictObject({
  filters: setting(layerSizes(1, 64, 4), [8, 10], {
    title: 'Localization: filters',
    description:
      'Filters of each convolution of the localization network. A 2×2 max-pool and a ReLU follow each.',
  }),
  kernels: setting(layerSizes(1, 9, 4), [7, 5], {
    title: 'Localization: kernel sizes',
    description:
      'Kernel size of each convolution of the localization network, as many as `#stn.localization.filters#`.',
  }),
  hidden: setting(wholeNumber(1, 1024), 32, {
    title: 'Localization: hidden units',
    description: 'Units of the fully connected layer before theta.',
  }),
  learningRateFactor: setting(decimal(0, 100), 1, {
    title: 'Localization: learning rate factor',
    description:
      'Multiplies `#stn.learningRate#` for the localization network; practice often slows it down (0.1 or less).',
  }),
});

const classifierSchema = v.strictObject({
  filters: setting(layerSizes(1, 64, 4), [10, 20], {
    title: 'Classifier: filters',
    description: 'Filters of each convolution of the classifier. A 2×2 max-pool and a ReLU follow each.',
  }),
  kernels: setting(layerSizes(1, 9, 4), [5, 5], {
    title: 'Classifier: kernel sizes',
    description: 'Kernel size of each convolution of the classifier, as many as `#stn.classifier.filters#`.',
  }),
  hidden: setting(wholeNumber(1, 1024), 50, {
    title: 'Classifier: hidden units',
    description: 'Units of the fully connected layer before the ten outputs.',
  }),
  dropout: setting(decimal(0, 0.95), 0.5, {
    title: 'Classifier: dropout',
    description:
      'Probability of dropping a channel of the last convolution (dropout2d) and a hidden unit (dropout) in training.',
  }),
});

export const configSchema = v.strictObject({
  dataset: setting(choice(['auto', 'mnist', 'idx', 'synthetic']), 'auto', {
    title: 'Dataset',
    description: 'The digits to learn.',
    enumDescriptions: [
      'MNIST where it can be found or downloaded, else the built-in synthetic digits.',
      'MNIST, from `#stn.dataDirectory#`, `STN_DATA_DIR`, the cache or a download; fails where none can be had.',
      'Any set of 28×28 IDX files named like MNIST’s (Fashion-MNIST, KMNIST, …) in `#stn.dataDirectory#`.',
      'Built-in digits drawn from seeded strokes: needs no file and no network, but is not MNIST.',
    ],
  }),
  dataDirectory: setting(text(), '', {
    title: 'Data directory',
    description:
      'Folder with the four IDX files, gzipped or not. Empty: the environment’s `STN_DATA_DIR`, else the cache, else a download.',
    scope: 'machine-overridable',
  }),
  engine: setting(choice(['auto', 'tensorflow', 'wasm']), 'auto', {
    title: 'Engine',
    description: 'What computes the network.',
    enumDescriptions: [
      'The fastest engine available.',
      'TensorFlow through `@tensorflow/tfjs-node`, where it is installed (`#stn.tensorflowDirectory#`).',
      'The embedded WebAssembly engine; needs nothing installed.',
    ],
  }),
  epochs: setting(wholeNumber(1, 10000), 20, {
    title: 'Epochs',
    description: 'Passes over the training set.',
  }),
  batchSize: setting(wholeNumber(1, 1024), 64, {
    title: 'Batch size',
    description: 'Images in one training step.',
  }),
  testBatchSize: setting(wholeNumber(1, 1024), 64, {
    title: 'Test batch size',
    description: 'Images evaluated at once; changes speed and memory, not results.',
  }),
  learningRate: setting(decimal(0.000001, 10), 0.01, {
    title: 'Learning rate',
    description: 'Step size of the optimizer.',
  }),
  optimizer: setting(choice(['sgd', 'momentum', 'nesterov', 'adam']), 'sgd', {
    title: 'Optimizer',
    description: 'How a gradient becomes a step.',
    enumDescriptions: [
      'Plain stochastic gradient descent, as in the tutorial.',
      'SGD with momentum (`#stn.momentum#`).',
      'SGD with Nesterov momentum (`#stn.momentum#`).',
      'Adam (β₁ 0.9, β₂ 0.999); try a learning rate of 0.001.',
    ],
  }),
  momentum: setting(decimal(0, 0.999), 0.9, {
    title: 'Momentum',
    description: 'Share of the last step kept in the next, for the optimizers `momentum` and `nesterov`.',
  }),
  weightDecay: setting(decimal(0, 1), 0, {
    title: 'Weight decay',
    description: 'This share of each weight is added to its gradient (L2), as PyTorch’s `weight_decay`.',
  }),
  gradientClip: setting(decimal(0, 1000), 0, {
    title: 'Gradient clip',
    description: 'Largest norm of all gradients together, as PyTorch’s `clip_grad_norm_`; 0 does not clip.',
  }),
  seed: setting(wholeNumber(0, 4294967295), 1, {
    title: 'Seed',
    description:
      'Decides initial weights, epoch order and dropout: the same seed, engine and threads give the same run, bit for bit.',
  }),
  threads: setting(wholeNumber(0, 64), 0, {
    title: 'Threads',
    description: 'Threads the engine computes with; 0 leaves the number to the engine.',
  }),
  sampler: v.optional(samplerSchema, {}),
  localization: v.optional(localizationSchema, {}),
  classifier: v.optional(classifierSchema, {}),
  sampledDigits: setting(wholeNumber(1, 100), 20, {
    title: 'Sampled digits',
    description: 'Test digits shown in the grid of sampled transforms, spread over the classes.',
  }),
  logInterval: setting(wholeNumber(1, 10000), 10, {
    title: 'Log interval',
    description: 'Batches between two points of the running train loss.',
  }),
});

/** A complete, valid configuration of one run. */
export type Config = v.InferOutput<typeof configSchema>;

/**
 * Settings of the editor side alone: they say how the trainer process is run, not what it computes, so they are no part
 * of a run's configuration. What names a program or a library is machine-scoped: a workspace can't choose it.
 */
export const hostSettingsSchema = v.strictObject({
  nodePath: setting(text(), '', {
    title: 'Node',
    description: 'Node.js program (20 or newer) that runs the trainer. Empty: the one inside the editor.',
    scope: 'machine',
  }),
  tensorflowDirectory: setting(text(), '', {
    title: 'TensorFlow directory',
    description:
      'Folder whose `node_modules` holds `@tensorflow/tfjs-node`. Empty: the extension’s own folder.',
    scope: 'machine',
  }),
  runsDirectory: setting(text(), '', {
    title: 'Runs directory',
    description: 'Folder that keeps a folder for each run. Empty: the editor’s storage for this workspace.',
    scope: 'machine-overridable',
  }),
});

export type HostSettings = v.InferOutput<typeof hostSettingsSchema>;

/** The configuration when nothing is set: the tutorial's. */
export function defaultConfig(): Config {
  return v.parse(configSchema, {});
}
