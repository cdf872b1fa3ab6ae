/** What theta does, in the same terms for every transformer, so that two runs' can be compared. */
import type { ImageSize, TrainerEventOf } from '../../src/shared/trainerProtocol';
import { affinePart } from '../../src/shared/transformers/affinePart';
import { isAffineKind, splitTheta } from '../../src/shared/transformers/spec';
import { transformerName } from '../parts/run/networkWords';
import { affineWords, type TermInWords } from '../parts/theta/affineWords';

export interface ThetaTerms {
  /** The transformer's name; and where more moves than a matrix does, of which place the terms are. */
  readonly title: string;
  readonly terms: readonly TermInWords[];
}

/** Of each transformer; none where there is no transformer. */
export function thetaTerms(
  { config, network }: TrainerEventOf<'started'>,
  theta: readonly number[],
  input: ImageSize,
): ThetaTerms[] {
  const specs = network.transformers;
  const thetas = splitTheta(specs, theta);
  return specs.map((spec, at) => {
    const { kind } = spec;
    const isAffine = isAffineKind(kind);
    return {
      title: `${transformerName(spec)}${isAffine ? '' : ', in the middle of the grid'}`,
      terms: affineWords(
        isAffine ? kind : 'affine',
        affinePart(spec)(thetas[at]),
        input,
        config.sampler.alignCorners,
      ),
    };
  });
}
