/** What every engine does. An engine is a pure calculator: order, randomness, data and files are others' business. */
import type { NetworkSpec } from '../../shared/network/network';
import type { OptimizerSpec } from '../model/optimizer';
import type { Images } from './images';

export type EngineName = 'tensorflow' | 'wasm';

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** By name, in the network's order (`weightShapes`). */
export type NamedTensors = ReadonlyMap<string, Tensor>;

export interface Batch<I extends Images = Images> {
  readonly images: I;
  /** One class an image. */
  readonly labels: Uint8Array;
  /** From 1 to the engine's batch size. */
  readonly count: number;
}

/**
 * What dropout does to one training batch, decided outside so that every engine can train on the same masks: by layer
 * name, [count, channels] for a convolution (dropout2d) or [count, outputs] for a dense layer; each number is 0 (dropped)
 * or 1/(1 − p). A layer that is missing drops nothing.
 */
export type DropoutMasks = ReadonlyMap<string, Float32Array>;

/** What an optimizer keeps from step to step. With it and the weights, training goes on as if it had never stopped. */
export interface OptimizerState {
  /** Done so far. */
  readonly steps: number;
  /** Momentum's or Adam's means, each with one number a weight; none where there is none to keep yet. */
  readonly means: readonly NamedTensors[];
}

export interface StepResult {
  /** Mean negative log-likelihood of the batch, before the step and without the penalty of theta. */
  readonly loss: number;
  /** Images whose most probable class is right. */
  readonly correct: number;
}

export interface Inference {
  /** Of every transformer in turn, image by image: [count, thetaLength], 0 numbers where there is no transformer. */
  readonly theta: Float32Array;
  /** The sampler's output (the image where there is no transformer), [count, height, width, channels], normalised. */
  readonly transformed: Float32Array;
  /** [count, classes]. */
  readonly logProbabilities: Float32Array;
}

/** What an evaluated batch gives away besides its score: as of `Inference`. */
export interface Evaluated extends Omit<Inference, 'transformed'> {
  /** Of the negative log-likelihood. */
  readonly lossSum: number;
  readonly correct: number;
}

export interface Gradients extends StepResult, Inference {
  /** Of the mean loss and the penalty of theta, by weight. */
  readonly gradients: NamedTensors;
}

export interface EngineOptions {
  /** Largest count of a batch. */
  readonly batchSize: number;
  /** 0: the engine's choice. */
  readonly threads: number;
  /** Plain SGD where there is none. */
  readonly optimizer?: OptimizerSpec;
}

export interface Engine {
  readonly name: EngineName;
  /** What it computes with, for a person: "WebAssembly with relaxed SIMD". */
  readonly detail: string;
  readonly threads: number;

  /** One step of the optimizer along the gradient of the batch's mean loss and, where there is one, theta's penalty. */
  trainStep(batch: Batch, masks: DropoutMasks, learningRate: number): StepResult;

  /** Without dropout. The loss is the SUM over the batch, for a mean over batches of unlike size. */
  evaluate(batch: Batch): Evaluated;

  /** Without dropout. */
  infer(images: Images, count: number): Inference;

  /** What trainStep would step along, without the step. */
  gradients(batch: Batch, masks: DropoutMasks): Gradients;

  /** Copies. */
  readWeights(): NamedTensors;

  /** @throws Error where a name or a shape is not the network's */
  writeWeights(weights: NamedTensors): void;

  /** A copy. */
  readOptimizer(): OptimizerState;

  /**
   * Puts the optimizer back to where an engine of the same kind left it.
   * @throws Error where a mean is not the optimizer's or a name or a shape not the network's
   */
  writeOptimizer(state: OptimizerState): void;

  /** Frees memory and ends threads; the engine can't be used afterwards. */
  dispose(): void;
}

/** @throws UserError where the engine can't run here; the sentence says why and what to do */
export type EngineFactory = (network: NetworkSpec, options: EngineOptions) => Promise<Engine>;
