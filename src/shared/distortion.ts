/** What each kind of distortion does to a digit, in numbers: those of Jaderberg et al. 2015, section 5.1 and appendix A.4. */
import type { Config } from './config';

/** Edge of the digits that are distorted, in pixels. */
export const digitEdge = 28;

/** Of the square in a digit's middle where MNIST's ink lies, in pixels. */
export const inkEdge = 20;

/** Of a piece of clutter, in pixels. */
export const pieceEdge = 6;

/** All lengths in pixels. */
export interface DistortionRanges {
  /** Edge of the distorted image. */
  readonly size: number;
  /** Largest rotation either way, in degrees. */
  readonly rotation: number;
  readonly smallestScale: number;
  readonly largestScale: number;
  /** Largest tangent of the shear angle along x, either way. */
  readonly shear: number;
  readonly place: 'centre' | 'random';
  /** Standard deviation of each corner's move along each axis. */
  readonly corners: number;
  /** Standard deviation of each control point's move along each axis. */
  readonly controlPoints: number;
  /** Number of 6×6 pieces of other digits. */
  readonly clutter: number;
}

const still: DistortionRanges = {
  ...{ size: digitEdge, rotation: 0, smallestScale: 1, largestScale: 1, shear: 0 },
  ...{ place: 'centre', corners: 0, controlPoints: 0, clutter: 0 },
};

const ownRanges: Record<Exclude<Config['distortion']['kind'], 'custom'>, DistortionRanges> = {
  none: still,
  R: { ...still, rotation: 90 },
  RTS: { ...still, size: 42, rotation: 45, smallestScale: 0.7, largestScale: 1.2, place: 'random' },
  P: { ...still, smallestScale: 0.75, corners: 5 },
  E: { ...still, smallestScale: 0.75, controlPoints: 1.5 },
  translated: { ...still, size: 60, place: 'random' },
  TC: { ...still, size: 60, place: 'random', clutter: 6 },
};

export function distortionRanges({ kind, size, ...custom }: Config['distortion']): DistortionRanges {
  const ranges = kind === 'custom' ? { ...custom, size: digitEdge } : ownRanges[kind];
  return size === 0 ? ranges : { ...ranges, size };
}

/**
 * The matrix [[a, b], [c, d]] that takes a point of the digit, from its middle and y down, to where it stands: scaled,
 * sheared along x, turned.
 * @param rotation counter-clockwise as seen, in degrees
 * @param shear tangent of the angle
 */
export function distortionMatrix(
  rotation: number,
  scale: number,
  shear: number,
): [a: number, b: number, c: number, d: number] {
  const angle = (rotation * Math.PI) / 180;
  const [cosine, sine] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  // y points down, where counter-clockwise is from x to −y.
  return [cosine, cosine * shear + sine, -sine, cosine - sine * shear];
}

/** Whether digits stay exactly as they are. */
export function leavesDigits(ranges: DistortionRanges): boolean {
  return Object.entries(still).every(([key, value]) => ranges[key as keyof DistortionRanges] === value);
}

/**
 * A sentence for each pair of settings that can't go together: digits must not be cut off by the canvas, nor clutter. At a
 * random place a digit's whole square has to fit, scaled; in the middle, where MNIST's ink is in it.
 */
export function distortionProblems(distortion: Config['distortion']): string[] {
  const ranges = distortionRanges(distortion);
  const { size, smallestScale, largestScale, place, clutter } = ranges;
  if (smallestScale > largestScale) {
    return [
      `stn.distortion.smallestScale ${smallestScale} is larger than stn.distortion.largestScale ${largestScale}; exchange them.`,
    ];
  }
  const edge = place === 'random' ? digitEdge : inkEdge;
  const least = Math.ceil(edge * largestScale);
  if (size >= least && clutter > 0 && size < pieceEdge) {
    return [
      `stn.distortion.size ${size} can’t hold the ${pieceEdge}×${pieceEdge} pieces of stn.distortion.clutter ${clutter}; set it to ${pieceEdge} or more.`,
    ];
  }
  if (size >= least) return [];
  const scale =
    distortion.kind === 'custom'
      ? `stn.distortion.largestScale ${largestScale}`
      : `stn.distortion.kind "${distortion.kind}"`;
  const isOwnEnough = distortionRanges({ ...distortion, size: 0 }).size >= least;
  const remedy = isOwnEnough
    ? `set it to ${least} or more, or to 0 for the distortion’s own`
    : `set it to ${least} or more`;
  return [
    `stn.distortion.size ${distortion.size === 0 ? `0 makes images of ${size}×${size}, which` : size} can’t hold digits as large as ${scale} makes them; ${remedy}.`,
  ];
}
