/** How the engine's work is cut into tasks, and the words in which the engine tells its workers what to do. */
import type { LayerPlan } from './layout';

/** Images that a worker computes together. */
export const BLOCK_IMAGES = 8;

/**
 * A batch is computed in at most this many parts, each with its own gradient of the convolutions' weights. It is the
 * same for any number of threads, and so are the sums.
 */
export const PARTS = 8;

/** Words that the engine and its workers share. Those that several threads write have a cache line of their own. */
export const CONTROL = {
  /** Counts orders, workers sleep on it; −1 ends them. */
  generation: 0,
  /** The order's number (upper half) and its next free task (lower half), or `CLOSED`. */
  ticket: 64,
  /** Tasks of the order that are done; the engine sleeps on it. */
  done: 128,
  /** Counts the tasks and blocks that were begun: a sign of life. */
  progress: 192,
  /** 1 when a worker failed. */
  failed: 256,
  /** What to do: see `ORDER`. */
  order: 320,
  taskCount: 324,
  imageCount: 328,
  partImages: 332,
  parts: 336,
  /** Of the two halves of the network. */
  localizationRate: 340,
  classifierRate: 344,
  /** What the gradients are multiplied with. */
  clipFactor: 348,
  /** What Adam divides its means by. */
  firstCorrection: 352,
  secondCorrection: 356,
  /** 1 where the images are given as pixels, not as numbers. */
  pixelsGiven: 360,
  bytes: 384,
} as const;

/** In place of the next task: there is none, whatever `taskCount` says, which may be about to change. */
export const CLOSED = 0xffff;

/** What workers are told to do; each part of the batch, or each piece of the weights, is a task. */
export const ORDER = {
  /** Forward only. */
  evaluate: 0,
  /** Forward and backward. */
  train: 1,
  /** Sum up the gradients. */
  sumGradients: 2,
  /** Sum up the gradients and step along them. */
  step: 3,
  /** Step along gradients that are summed up already. */
  stepOnly: 4,
} as const;

/** Pieces in which the convolutions' weights of a half of the network are summed and stepped. */
export const CONVOLUTION_TASKS = 4;

/** Outputs of a dense layer whose weights lie together in a panel, and are one task. A power of two. */
export const PANEL_OUTPUTS = 8;

/** Number of tasks of the orders that go over the weights. */
export function weightTasks(layers: readonly LayerPlan[]): number {
  return layers.reduce(
    (sum, plan) => (plan.kind === 'dense' ? sum + Math.ceil(plan.layer.outputs / PANEL_OUTPUTS) : sum),
    2 * CONVOLUTION_TASKS,
  );
}
