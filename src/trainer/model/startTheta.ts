/** Where transformers begin. */
import {
  identityTheta,
  thetaLength,
  type TransformerKind,
  type TransformerSpec,
} from '../../shared/transformers/spec';
import { controlSpacing } from '../../shared/transformers/thinPlateSpline';

/** In half image sizes: how far to the left the first of parallel transformers reads, and the last to the right. */
const shift = 0.25;
/** Radians: where they can only turn, how far they begin turned. */
const turn = Math.PI / 12;

/** Which of theta's numbers shifts along x. */
const shiftPlaces: Partial<Record<TransformerKind, number>> = {
  affine: 2,
  translation: 0,
  attention: 1,
  similarity: 2,
  projective: 2,
};

/**
 * The theta that a transformer has for every image before the first step: the identity (Jaderberg et al. 2015, section 4).
 * Parallel ones would learn the same from the same place, so that they begin evenly spread from the left to the right, as
 * the paper lets its parallel transformers begin at different places; rotations, which can't shift, begin at different
 * angles.
 * @param number of the transformer, from 0
 * @param count of the parallel transformers
 */
export function startTheta(spec: TransformerSpec, number: number, count: number): number[] {
  const theta = identityTheta(spec);
  if (count === 1) return theta;
  // −1 for the first, 1 for the last.
  const side = (2 * number) / (count - 1) - 1;
  const place = shiftPlaces[spec.kind];
  if (spec.kind === 'rotation') theta[0] = side * turn;
  else if (spec.kind === 'tps') shiftControls(theta, spec, side * shift);
  else if (place !== undefined) theta[place] = side * shift;
  return theta;
}

/** Of every control point, which theta moves softly bounded where it is bounded. */
function shiftControls(theta: number[], spec: TransformerSpec, distance: number): void {
  const bound = controlSpacing(spec.controlPoints);
  const move = spec.bounded ? Math.atanh(distance / bound) : distance;
  for (let at = 0; at < thetaLength(spec); at += 2) theta[at] = move;
}
