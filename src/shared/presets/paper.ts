/**
 * The cells of the tables in Jaderberg et al. 2015 (arXiv 1506.02025, tables 1 and appendix A): which network on which
 * distortion, the published error, and the settings that reproduce it.
 *
 * As in the paper: layers, starts, distortions, batches of 256, plain initial weights, no weight decay, no dropout, the
 * learning rate divided by 10 after each third of the run. Unlike the paper:
 * - Parameters. The paper matches its networks at about 400,000. A convolution has at most 64 filters here, and a short
 *   run can't afford that many, so each column has a smaller budget, the same for all of its networks (`budgets`).
 * - ST-CNN's localization network sees the image halved in the paper; half of 28×28 leaves nothing of its second 5×5
 *   convolution after pooling, so that it sees all of it on R, P and E.
 * - After average pooling the paper's RTS networks see 21×21 pixels, to which a 9×9 and a 7×7 convolution with pooling do
 *   not fit. The transformer's output is 56×56 here, which pooling makes 28×28: a digit's own size.
 * - The budget `short`: few epochs, with momentum and a larger learning rate, without which so few would not suffice, and
 *   with localization networks at a tenth of that rate, without which transformers stray and come back too late.
 */
import type { FlatSettings } from './flatSettings';

export const paperDistortions = ['R', 'RTS', 'P', 'E', 'TC', 'addition'] as const;

/** A column of the table. `addition` adds two digits, each distorted as RTS. */
export type PaperDistortion = (typeof paperDistortions)[number];

/** short: minutes; full: the paper's 150,000 iterations, which are 640 epochs of MNIST. */
export type PaperBudget = 'short' | 'full';

export interface PaperCell {
  /** `rts-st-cnn-affine`; the preset of the short budget is `paper-rts-st-cnn-affine`. */
  readonly id: string;
  readonly distortion: PaperDistortion;
  /** As the paper calls it: "ST-CNN affine". */
  readonly model: string;
  /** The paper's error on the test set, in percent. */
  readonly published: number;
  /** That of a public reproduction (github.com/daerduoCarey/SpatialTransformerLayer, issue 17), in percent, where it has one. */
  readonly reproduction: number | null;
  /** Plain settings, to be laid over the defaults. */
  readonly preset: (budget: PaperBudget) => FlatSettings;
}

/** Every cell that the paper gives a figure for, column by column, in the paper's order. */
export function paperCells(): PaperCell[] {
  return paperDistortions.flatMap((distortion) =>
    columns[distortion].map(([model, published, reproduction = null]) => ({
      id: `${distortion}-${model}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      ...{ distortion, model, published, reproduction },
      preset: (budget) => paperSettings(distortion, models[model], budget),
    })),
  );
}

interface Model {
  readonly network: 'fcn' | 'cnn';
  readonly transformer: 'none' | 'affine' | 'projective' | 'tps';
  /** Transformers side by side; 1 where absent. */
  readonly count?: number;
}

const models = {
  FCN: { network: 'fcn', transformer: 'none' },
  CNN: { network: 'cnn', transformer: 'none' },
  'ST-FCN affine': { network: 'fcn', transformer: 'affine' },
  'ST-FCN projective': { network: 'fcn', transformer: 'projective' },
  'ST-FCN TPS': { network: 'fcn', transformer: 'tps' },
  'ST-CNN affine': { network: 'cnn', transformer: 'affine' },
  'ST-CNN projective': { network: 'cnn', transformer: 'projective' },
  'ST-CNN TPS': { network: 'cnn', transformer: 'tps' },
  '2×ST-FCN affine': { network: 'fcn', transformer: 'affine', count: 2 },
  '2×ST-FCN projective': { network: 'fcn', transformer: 'projective', count: 2 },
  '2×ST-FCN TPS': { network: 'fcn', transformer: 'tps', count: 2 },
} satisfies Record<string, Model>;

type Row = readonly [model: keyof typeof models, published: number, reproduction?: number];

const columns: Record<PaperDistortion, readonly Row[]> = {
  R: [
    ['FCN', 2.1, 5.91],
    ['CNN', 1.2, 3.15],
    ['ST-FCN affine', 1.2, 3.05],
    ['ST-FCN projective', 1.3],
    ['ST-FCN TPS', 1.1],
    ['ST-CNN affine', 0.7, 2.39],
    ['ST-CNN projective', 0.8],
    ['ST-CNN TPS', 0.7],
  ],
  RTS: [
    ['FCN', 5.2],
    ['CNN', 0.8],
    ['ST-FCN affine', 0.8],
    ['ST-FCN projective', 0.9],
    ['ST-FCN TPS', 0.8],
    ['ST-CNN affine', 0.5],
    ['ST-CNN projective', 0.6],
    ['ST-CNN TPS', 0.5],
  ],
  P: [
    ['FCN', 3.1],
    ['CNN', 1.5],
    ['ST-FCN affine', 1.5],
    ['ST-FCN projective', 1.4],
    ['ST-FCN TPS', 1.4],
    ['ST-CNN affine', 0.8],
    ['ST-CNN projective', 0.8],
    ['ST-CNN TPS', 0.8],
  ],
  E: [
    ['FCN', 3.2],
    ['CNN', 1.4],
    ['ST-FCN affine', 2.7],
    ['ST-FCN projective', 2.6],
    ['ST-FCN TPS', 2.4],
    ['ST-CNN affine', 1.2],
    ['ST-CNN projective', 1.3],
    ['ST-CNN TPS', 1.1],
  ],
  TC: [
    ['FCN', 13.2],
    ['CNN', 3.5],
    ['ST-FCN affine', 2.0],
    ['ST-CNN affine', 1.7],
  ],
  addition: [
    ['FCN', 47.7],
    ['CNN', 14.7],
    ['ST-FCN affine', 22.6],
    ['2×ST-FCN affine', 9.0],
    ['2×ST-FCN projective', 5.9],
    ['2×ST-FCN TPS', 5.8],
  ],
};

/** Weights of every network of a column, met within 5 %. */
const budgets: Record<PaperDistortion, number> = {
  ...{ R: 120_000, RTS: 120_000, P: 120_000, E: 120_000 },
  ...{ TC: 180_000, addition: 200_000 },
};

/** Epochs of the short budget, multiples of 3: those of R and RTS are sized for two hours on two cores, all networks once. */
const shortEpochs: Record<PaperDistortion, Record<Model['network'], number>> = {
  ...{ R: { fcn: 90, cnn: 45 }, P: { fcn: 90, cnn: 45 }, E: { fcn: 90, cnn: 45 } },
  ...{ RTS: { fcn: 90, cnn: 36 }, TC: { fcn: 90, cnn: 15 }, addition: { fcn: 90, cnn: 15 } },
};

const fullEpochs = 640;

function paperSettings(
  distortion: PaperDistortion,
  { network, transformer, count = 1 }: Model,
  budget: PaperBudget,
): FlatSettings {
  const epochs = budget === 'full' ? fullEpochs : shortEpochs[distortion][network];
  return {
    ...task(distortion),
    'stn.network.kind': network,
    'stn.network.parameters': budgets[distortion],
    'stn.transformer.kind': transformer,
    ...(transformer === 'none' ? {} : transformerSettings(distortion, count)),
    ...(transformer !== 'none' && budget === 'short' ? { 'stn.localization.learningRateFactor': 0.1 } : {}),
    'stn.classifier.dropout': 0,
    'stn.batchSize': 256,
    'stn.epochs': epochs,
    'stn.schedule.kind': 'step',
    'stn.schedule.epochs': Math.ceil(epochs / 3),
    'stn.schedule.factor': 0.1,
    ...(budget === 'full'
      ? { 'stn.optimizer': 'sgd', 'stn.learningRate': 0.01 }
      : { 'stn.optimizer': 'momentum', 'stn.momentum': 0.9, 'stn.learningRate': 0.05 }),
  };
}

function task(distortion: PaperDistortion): FlatSettings {
  return distortion === 'addition'
    ? { 'stn.task': 'addition', 'stn.distortion.kind': 'RTS' }
    : { 'stn.distortion.kind': distortion };
}

/** Where the canvas is larger than a digit, the transformer's output is average-pooled. */
function transformerSettings(distortion: PaperDistortion, count: number): FlatSettings {
  const padding = { 'stn.sampler.padding': 'background' } as const;
  switch (distortion) {
    case 'R':
    case 'P':
    case 'E':
      return { ...padding, 'stn.localization.averagePool': 'no' };
    case 'RTS':
      return { ...padding, 'stn.transformer.averagePool': true, 'stn.transformer.outputSize': 56 };
    case 'TC':
      // 60×60 becomes 30×30.
      return { ...padding, 'stn.transformer.averagePool': true };
    case 'addition':
      // Localization networks of two 42×42 images would be larger than all the rest: they see them halved.
      return {
        ...padding,
        'stn.transformer.count': count,
        'stn.transformer.averagePool': true,
        'stn.transformer.outputSize': 56,
        'stn.localization.averagePool': 'yes',
      };
  }
}
