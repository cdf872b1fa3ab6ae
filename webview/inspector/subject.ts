/** What is inspected, as those need it who ask further. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import type { TransformerSpec } from '../../src/shared/transformers/spec';
import type { ImageWarp } from './input/imageWarp';
import { mostProbable } from './mostProbable';

export interface Subject {
  /** Of the image as it is shown. */
  readonly inspection: TrainerEventOf<'inspection'>;
  readonly specs: readonly TransformerSpec[];
  /** The image before it was moved. */
  readonly unmoved: Uint8Array;
  /** How it is moved. */
  readonly warp: ImageWarp;
}

/** The class to watch: the true one or, where nobody knows it, the predicted one; −1 where there is neither. */
export function watchedClass({ label, probabilities }: Subject['inspection']): number {
  return label ?? mostProbable(probabilities);
}

/** Whether the same image was computed with the same weights. */
export function isSameInput(a: Subject, b: Subject): boolean {
  const [{ inspection: old }, { inspection: now }] = [a, b];
  return (
    old.epoch === now.epoch &&
    old.batch === now.batch &&
    watchedClass(old) === watchedClass(now) &&
    old.input.length === now.input.length &&
    old.input.every((pixel, at) => pixel === now.input[at])
  );
}
