/** Presets that teach, and the best one. */
import { digitEdge } from '../distortion';
import type { FlatSettings } from './flatSettings';
import type { Preset } from './preset';

/** The settings whose defaults matter, spelled out for whoever copies them into settings that have others. */
const tutorial: FlatSettings = {
  'stn.task': 'classification',
  'stn.distortion.kind': 'none',
  'stn.network.kind': 'tutorial',
  'stn.transformer.kind': 'affine',
  'stn.sampler.padding': 'zeros',
  'stn.classifier.dropout': 0.5,
  'stn.epochs': 20,
  'stn.batchSize': 64,
  'stn.optimizer': 'sgd',
  'stn.learningRate': 0.01,
  'stn.schedule.kind': 'constant',
};

/** Momentum at a rate that the classifier likes and the localization network does not. */
const hasty: FlatSettings = {
  ...tutorial,
  'stn.epochs': 5,
  'stn.optimizer': 'momentum',
  'stn.momentum': 0.9,
  'stn.learningRate': 0.02,
};

/**
 * Attention on a canvas larger than a digit: 56×56 are sampled from it, and halved to a digit's own size. Adam, and not too
 * slow a localization network: with momentum, and at a tenth of the rate, attention hardly leaves the identity.
 */
const searching: FlatSettings = {
  'stn.network.kind': 'tutorial',
  'stn.transformer.kind': 'attention',
  'stn.transformer.outputSize': 2 * digitEdge,
  'stn.transformer.averagePool': true,
  'stn.sampler.padding': 'background',
  'stn.localization.averagePool': 'yes',
  'stn.localization.filters': [16, 32],
  'stn.localization.learningRateFactor': 0.3,
  'stn.epochs': 8,
  'stn.batchSize': 64,
  'stn.optimizer': 'adam',
  'stn.learningRate': 0.001,
  'stn.schedule.kind': 'cosine',
  'stn.schedule.warmUp': 0.5,
};

export const practicePresets: readonly Preset[] = [
  {
    name: 'tutorial',
    title: 'The PyTorch tutorial, exactly',
    detail:
      'All defaults. Pads with zero, a grey that draws the transformer to zoom out: watch the frame around the digits.',
    settings: tutorial,
  },
  {
    name: 'tutorial-fixed',
    title: 'The tutorial without its grey frame',
    detail: 'Pads with the background instead of zero; all else is the tutorial’s.',
    settings: { ...tutorial, 'stn.sampler.padding': 'background' },
  },
  {
    name: 'best-mnist',
    title: 'At least 99.3 % on MNIST in 10 epochs',
    detail:
      'Wider convolutions, Nesterov momentum with a short warm-up and a cosine schedule, a slow localization network, edges padded with the border.',
    settings: {
      'stn.network.kind': 'tutorial',
      'stn.transformer.kind': 'affine',
      'stn.sampler.padding': 'border',
      'stn.localization.learningRateFactor': 0.1,
      'stn.classifier.filters': [32, 64],
      'stn.classifier.hidden': [256],
      'stn.classifier.dropout': 0.5,
      'stn.epochs': 10,
      'stn.batchSize': 64,
      'stn.optimizer': 'nesterov',
      'stn.momentum': 0.9,
      'stn.learningRate': 0.02,
      'stn.weightDecay': 0.0002,
      'stn.schedule.kind': 'cosine',
      'stn.schedule.warmUp': 0.5,
    },
  },
  {
    name: 'collapse-demo',
    title: 'How a transformer collapses',
    detail:
      'The tutorial with momentum, its learning rate doubled: after a good first epoch the transformer looks past the image, and accuracy falls to 11 %. The collapse watch says what to try.',
    settings: hasty,
  },
  {
    name: 'collapse-cured',
    title: 'The cure of the collapse',
    detail:
      'As collapse-demo, with what the collapse watch advises: a slow localization network, background padding, a penalty for grid points outside.',
    settings: {
      ...hasty,
      'stn.localization.learningRateFactor': 0.1,
      'stn.sampler.padding': 'background',
      'stn.transformer.outsidePenalty': 0.1,
    },
  },
  {
    name: 'upright',
    title: 'A transformer that learns to turn digits upright (R)',
    detail:
      'Rotation alone, on digits turned by up to ±90°, by a localization network with more filters than the tutorial’s. Watch the plot of recovered against true angles: on digits other than 0, 1 and 8 their correlation comes to more than 0.91 in 16 epochs, accuracy to 97.5 %.',
    settings: {
      ...tutorial,
      'stn.distortion.kind': 'R',
      'stn.transformer.kind': 'rotation',
      'stn.sampler.padding': 'background',
      'stn.localization.filters': [16, 32],
      'stn.localization.hidden': [64],
      'stn.epochs': 16,
      'stn.optimizer': 'adam',
      'stn.learningRate': 0.001,
      'stn.schedule.kind': 'cosine',
    },
  },
  {
    name: 'cluttered',
    title: 'A digit to be found among clutter (TC-60)',
    detail:
      'Attention, a scale and a shift, finds the digit by itself: watch the sampled digits move to the middle and grow, and the recovered shift follow the true one. 96.9 % of the test digits are right after 8 epochs, a few minutes.',
    settings: {
      ...searching,
      'stn.distortion.kind': 'TC',
      'stn.classifier.filters': [16, 32],
      'stn.classifier.dropout': 0.2,
    },
  },
  {
    name: 'addition',
    title: 'Two digits to be added, each found by a transformer of its own (MNIST addition)',
    detail:
      'Two digits, each at a random place of its own channel, and their sum as the only label: the two transformers share the work by themselves, each following one digit. 94.9 % of the sums are right after 8 epochs, a few minutes.',
    settings: {
      ...searching,
      'stn.task': 'addition',
      'stn.distortion.kind': 'translated',
      'stn.distortion.size': 42,
      'stn.transformer.count': 2,
      'stn.classifier.filters': [24, 48],
      'stn.classifier.hidden': [128],
      'stn.classifier.dropout': 0,
    },
  },
];
