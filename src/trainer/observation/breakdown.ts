/** What an epoch's evaluation says, class by class: what is taken for what, and how theta spreads. */
import { affineTerms, type AffineTerms } from '../../shared/theta';
import type { PoseSpread, TrainerEventOf } from '../../shared/trainerProtocol';
import { affinePart } from '../../shared/transformers/affinePart';
import { thetaLength, type TransformerSpec } from '../../shared/transformers/spec';
import type { Answers } from './evaluation';

const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

const terms = ['rotation', 'scaleX', 'scaleY', 'shear', 'translationX', 'translationY'] as const;

/** Of one transformer: a number for each digit. */
type Poses = Readonly<Record<(typeof terms)[number], Float64Array>>;

/**
 * What the answers tell; how classes are aligned they don't.
 * @param labels of all test digits
 * @param classes how many there are
 * @param transformers whose numbers the answers' thetas hold, one after the other
 */
export function breakDown(
  labels: Uint8Array,
  { predicted, thetas }: Answers,
  classes: number,
  transformers: readonly TransformerSpec[],
): Pick<TrainerEventOf<'breakdown'>, 'confusion' | 'poses'> {
  const ofClass = Array.from({ length: classes }, (): number[] => []);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, digit) => {
    ofClass[label].push(digit);
    confusion[label][predicted[digit]]++;
  });
  const all = Array.from(labels, (_, digit) => digit);
  return {
    confusion,
    poses: posesOf(thetas, labels.length, transformers).map((poses) => ({
      all: spread(poses, all),
      classes: ofClass.map((digits) => (digits.length > 0 ? spread(poses, digits) : null)),
    })),
  };
}

function posesOf(thetas: Float32Array, count: number, transformers: readonly TransformerSpec[]): Poses[] {
  const stride = thetas.length / count;
  let from = 0;
  return transformers.map((spec) => {
    const [start, end] = [from, (from += thetaLength(spec))];
    const matrixOf = affinePart(spec);
    const poses = Object.fromEntries(terms.map((term) => [term, new Float64Array(count)])) as Record<
      keyof AffineTerms,
      Float64Array
    >;
    for (let digit = 0; digit < count; digit++) {
      const found = affineTerms(matrixOf(thetas.subarray(digit * stride + start, digit * stride + end)));
      for (const term of terms) poses[term][digit] = found[term];
    }
    return poses;
  });
}

/** @param digits whose spread it is; at least one */
function spread(poses: Poses, digits: readonly number[]): PoseSpread {
  const of = (term: (typeof terms)[number]): number[] => {
    const values = Float64Array.from(digits, (digit) => poses[term][digit]);
    return quantilesOf(term === 'rotation' ? unwrapped(values) : values);
  };
  const [rotation, scaleX, scaleY, shear, translationX, translationY] = terms.map(of);
  return { rotation, scaleX, scaleY, shear, translationX, translationY };
}

/** Degrees, moved by whole turns to within half a turn of their mean direction. */
function unwrapped(degrees: Float64Array): Float64Array {
  let [x, y] = [0, 0];
  for (const angle of degrees) {
    x += Math.cos((angle * Math.PI) / 180);
    y += Math.sin((angle * Math.PI) / 180);
  }
  const mean = (Math.atan2(y, x) * 180) / Math.PI;
  return degrees.map((angle) => angle - 360 * Math.round((angle - mean) / 360));
}

/** With linear interpolation between order statistics, as numpy's default. */
function quantilesOf(values: Float64Array): number[] {
  values.sort();
  return shares.map((share) => {
    const place = share * (values.length - 1);
    const [below, above] = [values[Math.floor(place)], values[Math.ceil(place)]];
    // More digits would only make files longer.
    return Number((below + (place % 1) * (above - below)).toPrecision(4));
  });
}
