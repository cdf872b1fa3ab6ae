/** How well transformers undo what was done to the digits: recovered pose against the true one. */
import { linearFit, type LinearFit } from './correlation';
import { affineTerms } from './theta';
import type { TrainerEventOf } from './trainerProtocol';
import { affinePart } from './transformers/affinePart';
import { splitTheta, type TransformerKind, type TransformerSpec } from './transformers/spec';

/** What a pose is compared by. Of the grid that undoes a distortion and so, as seen, of the distorted digit. */
export interface PoseTerms {
  /** Degrees, −180 to 180, counter-clockwise as seen. */
  readonly angle: number;
  /** Of both axes: the root of the area's. 1 is a digit that fills the image. */
  readonly scale: number;
  /** From the image's middle, in half image sizes; right and down are positive. */
  readonly shiftX: number;
  readonly shiftY: number;
}

export type PoseTerm = keyof PoseTerms;

export const poseTermNames: readonly PoseTerm[] = ['angle', 'scale', 'shiftX', 'shiftY'];

export interface RecoveredPose {
  /** Of the test set. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  readonly truth: PoseTerms;
  readonly recovered: PoseTerms;
}

/**
 * The 2×3 matrix of the theta that undoes a distortion: a pose takes points of the distorted image to those of the
 * upright digit, and a sampling grid the upright digit's to the distorted image.
 * @returns undefined where the pose can't be undone
 */
export function undoing([a, b, tx, c, d, ty]: readonly number[]): number[] | undefined {
  const determinant = a * d - b * c;
  if (!Number.isFinite(determinant) || determinant === 0) return undefined;
  const [e, f, g, h] = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  return [e, f, -(e * tx + f * ty), g, h, -(g * tx + h * ty)];
}

/** @param matrix 2×3, row by row, from output to input coordinates */
export function poseTerms(matrix: readonly number[]): PoseTerms {
  const { rotation, scaleX, scaleY, translationX, translationY } = affineTerms(matrix);
  return {
    angle: rotation,
    scale: Math.sqrt(Math.abs(scaleX * scaleY)),
    shiftX: translationX,
    shiftY: translationY,
  };
}

/**
 * The digits whose pose and theta are both known and finite.
 * @param transformer which of those side by side, from 0
 */
export function recoveredPoses(
  event: TrainerEventOf<'thetas'>,
  specs: readonly TransformerSpec[],
  transformer = 0,
): RecoveredPose[] {
  const { poses } = event;
  if (!poses || transformer >= specs.length) return [];
  const partOf = affinePart(specs[transformer]);
  return event.indices.flatMap((index, at) => {
    const truth = undoing(poses[at]);
    const part = partOf(splitTheta(specs, event.thetas[at])[transformer]);
    if (!truth || ![...truth, ...part].every(Number.isFinite)) return [];
    const [label, predicted] = [event.labels[at], event.predicted[at]];
    return [{ index, label, predicted, truth: poseTerms(truth), recovered: poseTerms(part) }];
  });
}

/** Standard deviations of the truth below which there is nothing to recover. */
const leastSpread: PoseTerms = { angle: 0.5, scale: 0.005, shiftX: 0.005, shiftY: 0.005 };

/** What a kind of transformer can't change; the others change all. */
const fixed: Partial<Record<TransformerKind, readonly PoseTerm[]>> = {
  translation: ['angle', 'scale'],
  attention: ['angle'],
  rotation: ['scale', 'shiftX', 'shiftY'],
};

/** The terms that vary among these digits and that this kind of transformer can undo. */
export function comparableTerms(kind: TransformerKind, poses: readonly RecoveredPose[]): PoseTerm[] {
  return poseTermNames.filter(
    (term) =>
      !fixed[kind]?.includes(term) && spread(poses.map(({ truth }) => truth[term])) > leastSpread[term],
  );
}

/** Of recovered by true values; undefined where there are too few digits or one side does not vary. */
export function recoveryFit(poses: readonly RecoveredPose[], term: PoseTerm): LinearFit | undefined {
  return linearFit(poses.map(({ truth, recovered }) => [truth[term], recovered[term]]));
}

/** Standard deviation; 0 of nothing. */
function spread(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
