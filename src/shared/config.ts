/**
 * Everything a run can be told, as one schema: the source of the `stn.*` settings in package.json (a test holds them
 * equal), of `--set key=value`, and of `config.json` in a run folder. Defaults are the PyTorch STN tutorial's.
 */
import * as v from 'valibot';
import { choice, decimal, layerSizes, setting, text, toggle, wholeNumber } from './settings';
import { transformerKinds } from './transformers/spec';

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
  padding: setting(choice(['zeros', 'border', 'reflection', 'background']), 'zeros', {
    title: 'Padding',
    description:
      'What the sampler reads outside the image, as the `padding_mode` of PyTorch’s `grid_sample`. After normalisation a digit’s background is −0.42, so `zeros` shows as a grey frame.',
    enumDescriptions: [
      'Zero, after normalisation: a grey, brighter than the background.',
      'The nearest pixel of the image’s edge.',
      'The image mirrored at its edge.',
      'The background: what an empty pixel is after normalisation. Mends the grey frame of `zeros`.',
    ],
  }),
  alignCorners: setting(toggle(), false, {
    title: 'Align corners',
    description:
      'Whether −1 and 1 mean the centres of the outermost pixels (`true`) or their outer edges (`false`), as `align_corners` of `affine_grid` and `grid_sample`.',
  }),
});

const transformerSchema = v.strictObject({
  kind: setting(choice([...transformerKinds, 'none']), 'affine', {
    title: 'Transformer',
    description: 'What the transformer can do to an image, and so what theta consists of.',
    enumDescriptions: [
      'Turn, scale, shear and shift: the six numbers of a 2×3 matrix.',
      'Shift only: two numbers.',
      'Attention: one scale for both axes, and shift; three numbers.',
      'Turn about the centre only: one angle.',
      'Turn, one scale for both axes, and shift: four numbers.',
      'What a flat picture seen from anywhere looks like: the eight numbers of a homography.',
      'Thin-plate spline: control points that move freely, `#stn.transformer.controlPoints#` squared of them.',
      'No transformer: the classifier alone, to compare with.',
    ],
  }),
  controlPoints: setting(wholeNumber(2, 8), 4, {
    title: 'Control points',
    description:
      'Of the thin-plate spline, along an edge: 4 makes the 4 × 4 = 16 of the paper. Each has two numbers in theta.',
  }),
  bounded: setting(toggle(), false, {
    title: 'Bounded control points',
    description:
      'Whether a control point of the thin-plate spline can’t move further than to its neighbour’s place.',
  }),
  count: setting(wholeNumber(1, 2), 1, {
    title: 'Transformers in parallel',
    description:
      'Each has a localization network of its own, begins at a different place, and adds its output to the classifier’s input as channels of their own.',
  }),
  identityStart: setting(toggle(), true, {
    title: 'Start at the identity',
    description:
      'Whether the last localization layer begins with zero weights and the identity as bias (Jaderberg et al. 2015), or at random like the other layers.',
  }),
  outputSize: setting(wholeNumber(0, 84), 0, {
    title: 'Output size',
    description: 'Edge of the transformer’s output, in pixels; 0 is the size of its input.',
  }),
  averagePool: setting(toggle(), false, {
    title: 'Average pool',
    description:
      'Whether the transformer’s output is halved by averaging 2×2 pixels, as the paper does for RTS and cluttered digits.',
  }),
  identityPenalty: setting(decimal(0, 100), 0, {
    title: 'Penalty: distance to the identity',
    description:
      'This times the mean over images of |theta − identity|² is added to the loss that is trained.',
  }),
  outsidePenalty: setting(decimal(0, 100), 0, {
    title: 'Penalty: grid outside the image',
    description:
      'This times the mean over grid points of the squared distance by which they lie outside the image (in half image sizes) is added to the loss that is trained.',
  }),
});

const distortionSchema = v.strictObject({
  kind: setting(choice(['none', 'R', 'RTS', 'P', 'E', 'translated', 'TC', 'custom']), 'none', {
    title: 'Distortion',
    description:
      'What is done to every digit before it is learned or tested: training digits anew in every epoch, test digits once. The paper’s are those of Jaderberg et al. 2015, section 5.1 and appendix A.4.',
    enumDescriptions: [
      'Digits as they are.',
      'Rotation by up to ±90°.',
      'Rotation by up to ±45°, scale 0.7 to 1.2, at a random place of 42×42.',
      'Projective: scale 0.75 to 1, then each corner moved at random (5 px standard deviation).',
      'Elastic: scale 0.75 to 1, then 16 control points of a thin-plate spline moved at random (1.5 px).',
      'At a random place of 60×60.',
      'Translated and cluttered (TC-60): at a random place of 60×60, among six 6×6 pieces of other digits.',
      'The mix of the other settings of this group.',
    ],
  }),
  size: setting(wholeNumber(0, 84), 0, {
    title: 'Canvas size',
    description:
      'Edge of the distorted image, in pixels; 0 is the distortion’s own: 42 for RTS, 60 for translated and TC, else the digit’s.',
  }),
  rotation: setting(decimal(0, 180), 0, {
    title: 'Custom: rotation',
    description: 'Largest rotation, in degrees, either way.',
  }),
  smallestScale: setting(decimal(0.2, 3), 1, {
    title: 'Custom: smallest scale',
    description: 'Of the digit; 1 leaves its size.',
  }),
  largestScale: setting(decimal(0.2, 3), 1, {
    title: 'Custom: largest scale',
    description: 'Of the digit; 1 leaves its size.',
  }),
  shear: setting(decimal(0, 2), 0, {
    title: 'Custom: shear',
    description: 'Largest tangent of the shear angle along x, either way.',
  }),
  place: setting(choice(['centre', 'random']), 'centre', {
    title: 'Custom: place',
    description: 'Where on the canvas the digit stands.',
    enumDescriptions: ['In the middle.', 'Anywhere where its 28×28 square, scaled, still fits.'],
  }),
  corners: setting(decimal(0, 20), 0, {
    title: 'Custom: corners',
    description: 'Standard deviation of each corner’s move along each axis, in pixels (a homography).',
  }),
  controlPoints: setting(decimal(0, 10), 0, {
    title: 'Custom: control points',
    description:
      'Standard deviation of the move of each of 16 control points along each axis, in pixels (a thin-plate spline).',
  }),
  clutter: setting(wholeNumber(0, 32), 0, {
    title: 'Custom: clutter',
    description: 'Number of 6×6 pieces of other digits, at random places.',
  }),
});

const networkSchema = v.strictObject({
  kind: setting(choice(['tutorial', 'fcn', 'cnn']), 'tutorial', {
    title: 'Network',
    description:
      'The layers where the settings of the localization network and of the classifier leave them to the network. With `#stn.transformer.kind#` “none” the classifier stands alone.',
    enumDescriptions: [
      'The PyTorch tutorial’s: convolutions in both parts.',
      'The paper’s FCN: two fully connected layers of 256; with a transformer ST-FCN, whose localization network has three of 32.',
      'The paper’s CNN: 9×9 and 7×7 convolutions of 32; with a transformer ST-CNN, whose localization network has two 5×5 convolutions of 20 and 20 units, and sees the image halved.',
    ],
  }),
  parameters: setting(wholeNumber(0, 5000000), 0, {
    title: 'Parameter budget',
    description:
      'Widens or narrows the classifier’s layers together so that the whole network has about as many weights: for fair comparisons with and without a transformer. 0 takes the layers as they are.',
  }),
});

const localizationSchema = v.strictObject({
  filters: setting(layerSizes(1, 64, 4), [], {
    title: 'Localization: filters',
    description:
      'Filters of each convolution of the localization network. A 2×2 max-pool and a ReLU follow each. Empty: the network’s own (`#stn.network.kind#`); the tutorial’s are 8 and 10.',
  }),
  kernels: setting(layerSizes(1, 9, 4), [], {
    title: 'Localization: kernel sizes',
    description:
      'Kernel size of each convolution of the localization network, as many as `#stn.localization.filters#`. Empty: the network’s own; the tutorial’s are 7 and 5.',
  }),
  hidden: setting(layerSizes(1, 1024, 4), [], {
    title: 'Localization: hidden units',
    description:
      'Units of each fully connected layer before theta. Empty: the network’s own; the tutorial has one of 32.',
  }),
  averagePool: setting(choice(['network', 'no', 'yes']), 'network', {
    title: 'Localization: average pool',
    description: 'Whether the localization network sees the image halved by averaging 2×2 pixels.',
    enumDescriptions: [
      'As the network has it: only the paper’s ST-CNN does.',
      'The whole image.',
      'The halved image.',
    ],
  }),
  learningRateFactor: setting(decimal(0, 100), 1, {
    title: 'Localization: learning rate factor',
    description:
      'Multiplies `#stn.learningRate#` for the localization network; practice often slows it down (0.1 or less).',
  }),
});

const classifierSchema = v.strictObject({
  filters: setting(layerSizes(1, 64, 4), [], {
    title: 'Classifier: filters',
    description:
      'Filters of each convolution of the classifier. A 2×2 max-pool and a ReLU follow each. Empty: the network’s own (`#stn.network.kind#`); the tutorial’s are 10 and 20.',
  }),
  kernels: setting(layerSizes(1, 9, 4), [], {
    title: 'Classifier: kernel sizes',
    description:
      'Kernel size of each convolution of the classifier, as many as `#stn.classifier.filters#`. Empty: the network’s own; the tutorial’s are 5 and 5.',
  }),
  hidden: setting(layerSizes(1, 1024, 4), [], {
    title: 'Classifier: hidden units',
    description:
      'Units of each fully connected layer before the outputs. Empty: the network’s own; the tutorial has one of 50.',
  }),
  dropout: setting(decimal(0, 0.95), 0.5, {
    title: 'Classifier: dropout',
    description:
      'Probability of dropping a channel of the last convolution (dropout2d) and a hidden unit (dropout) in training. The paper’s networks have 0.',
  }),
});

const scheduleSchema = v.strictObject({
  kind: setting(choice(['constant', 'step', 'cosine']), 'constant', {
    title: 'Schedule',
    description: 'How `#stn.learningRate#` changes over the run.',
    enumDescriptions: [
      'Stays.',
      'Is multiplied with `#stn.schedule.factor#` after every `#stn.schedule.epochs#` epochs.',
      'Falls along half a cosine to nothing at the run’s end, batch by batch.',
    ],
  }),
  epochs: setting(wholeNumber(1, 10000), 10, {
    title: 'Step: epochs',
    description: 'Epochs between two steps of the learning rate.',
  }),
  factor: setting(decimal(0.001, 1), 0.1, {
    title: 'Step: factor',
    description: 'What each step multiplies the learning rate with.',
  }),
  warmUp: setting(decimal(0, 100), 0, {
    title: 'Warm-up',
    description:
      'Epochs over which the learning rate first rises from nothing, batch by batch; parts of one count too.',
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
    // It decides what may be downloaded.
    scope: 'machine-overridable',
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
      'Decides initial weights, epoch order, dropout and distortions: the same seed, engine and threads give the same run, bit for bit.',
  }),
  threads: setting(wholeNumber(0, 64), 0, {
    title: 'Threads',
    description: 'Threads the engine computes with; 0 leaves the number to the engine.',
  }),
  earlyStop: setting(wholeNumber(0, 1000), 0, {
    title: 'Early stop',
    description: 'Ends the run after this many epochs without a lower test loss; 0 trains all epochs.',
  }),
  collapseWatch: setting(toggle(), true, {
    title: 'Collapse watch',
    description:
      'Looks after every epoch whether theta shrinks, flips or leaves the image for most digits, and says what to try.',
  }),
  task: setting(choice(['classification', 'addition']), 'classification', {
    title: 'Task',
    description: 'What the network is to say.',
    enumDescriptions: [
      'Which digit it sees.',
      'The sum of two digits, 0 to 18, which it sees in two channels of one image, each distorted by itself (MNIST addition).',
    ],
  }),
  distortion: v.optional(distortionSchema, {}),
  network: v.optional(networkSchema, {}),
  transformer: v.optional(transformerSchema, {}),
  schedule: v.optional(scheduleSchema, {}),
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
  checkpointSeconds: setting(decimal(0, 86400), 30, {
    title: 'Checkpoint interval',
    description:
      'Seconds between two checkpoints, from which an interrupted run can be resumed: no more work is lost. There is one after every epoch besides; 0 for those alone.',
  }),
  checkpointsKept: setting(wholeNumber(1, 1000), 2, {
    title: 'Checkpoints kept',
    description:
      'The newest so many checkpoints stay in the run folder. A run resumes from the newest that is whole; each takes as much room as the weights, or with Adam three times as much.',
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
  resumeAfterReload: setting(choice(['ask', 'always', 'never']), 'ask', {
    title: 'Resume after a reload',
    description: 'What becomes of a run that was cut off when its window closed or was reloaded.',
    enumDescriptions: [
      'A question, with a button that resumes it.',
      'It goes on by itself from its last checkpoint.',
      'It stays where it is; STN: Resume Run goes on with it.',
    ],
  }),
});

export type HostSettings = v.InferOutput<typeof hostSettingsSchema>;

/** The configuration when nothing is set: the tutorial's. */
export function defaultConfig(): Config {
  return v.parse(configSchema, {});
}
