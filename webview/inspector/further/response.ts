/** How a network answers one image turned by −90° to 90°: where its grid turns, what it reads, how surely. */
import { linearFit } from '../../../src/shared/correlation';
import type { AnswerOf } from '../../../src/shared/queries';
import { affineTerms } from '../../../src/shared/theta';
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { affinePart } from '../../../src/shared/transformers/affinePart';
import { splitTheta, type TransformerSpec } from '../../../src/shared/transformers/spec';
import { className } from '../../parts/digits/digitWords';
import { formatSigned } from '../../parts/page/format';
import { warpImage, type ImageWarp } from '../input/imageWarp';
import { mostProbable } from '../mostProbable';

/** Counter-clockwise, in degrees. */
export const sweptRotations: readonly number[] = Array.from({ length: 37 }, (_, at) => 5 * at - 90);

export interface ResponsePoint {
  /** Of the input. */
  readonly rotation: number;
  /** Of each transformer's grid, in degrees, counter-clockwise. */
  readonly angles: readonly number[];
  /** The most probable class; −1 where the network has diverged. */
  readonly predicted: number;
  readonly probabilities: readonly number[];
}

/** @returns the images of all rotations, one after the other; `warp` is applied but for its own rotation */
export function sweptImages(image: Uint8Array, size: ImageSize, warp: ImageWarp): Uint8Array {
  const images = new Uint8Array(sweptRotations.length * image.length);
  sweptRotations.forEach((rotation, at) => {
    images.set(warpImage(image, size, { ...warp, rotation }), at * image.length);
  });
  return images;
}

/** @param specs of the transformers side by side */
export function responseOf(answer: AnswerOf<'survey'>, specs: readonly TransformerSpec[]): ResponsePoint[] {
  const parts = specs.map(affinePart);
  return sweptRotations.map((rotation, at) => {
    const probabilities = answer.logProbabilities[at].map(Math.exp);
    const thetas = splitTheta(specs, answer.thetas[at]);
    return {
      rotation,
      angles: thetas.map((theta, transformer) => affineTerms(parts[transformer](theta)).rotation),
      predicted: mostProbable(probabilities),
      probabilities,
    };
  });
}

/** "Read as 7 from −35° to +60°. The grid turns by 0.41° for each degree of the input's." */
export function describeResponse(
  points: readonly ResponsePoint[],
  watched: number,
  classNames: readonly string[],
): string {
  const name = className(classNames, watched);
  const ranges = rangesReadAs(points, watched).map(([from, to]) =>
    from === to ? `at ${signedDegrees(from)}` : `from ${signedDegrees(from)} to ${signedDegrees(to)}`,
  );
  const read = ranges.length > 0 ? `Read as ${name} ${ranges.join(', ')}.` : `Nowhere read as ${name}.`;
  const several = (points.at(0)?.angles.length ?? 0) > 1;
  const slopes = (points.at(0)?.angles ?? []).map((_, transformer) => {
    const fit = linearFit(points.map(({ rotation, angles }) => [rotation, angles[transformer]] as const));
    const grid = several ? `grid of transformer ${transformer + 1}` : 'grid';
    const slope = formatSigned(fit?.slope ?? 0, 2)
      .replace('+', '')
      .trim();
    return ` The ${grid} turns by ${slope}° for each degree of the input’s.`;
  });
  return read + slopes.join('');
}

/** Where points beside one another are all read as this class: first and last rotation of each stretch. */
function rangesReadAs(points: readonly ResponsePoint[], watched: number): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  points.forEach(({ rotation, predicted }, at) => {
    if (predicted !== watched) return;
    if (at > 0 && points[at - 1].predicted === watched) ranges[ranges.length - 1][1] = rotation;
    else ranges.push([rotation, rotation]);
  });
  return ranges;
}

/** "−35°", "0°", "+60°" */
export function signedDegrees(degrees: number): string {
  const whole = Math.round(degrees);
  return `${whole < 0 ? '−' : whole > 0 ? '+' : ''}${Math.abs(whole)}°`;
}
