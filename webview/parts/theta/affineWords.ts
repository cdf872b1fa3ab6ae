/** Theta in words: what the sampling grid does, with units. */
import { affineTerms } from '../../../src/shared/theta';
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import type { AffineKind } from '../../../src/shared/transformers/spec';
import { formatSigned } from '../page/format';

export interface TermInWords {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly words: string;
}

/** The terms that each kind can change, in their order. */
const termsOf: Record<AffineKind, readonly string[]> = {
  affine: ['rotation', 'scale-x', 'scale-y', 'shear', 'translation-x', 'translation-y'],
  translation: ['translation-x', 'translation-y'],
  attention: ['scale', 'translation-x', 'translation-y'],
  rotation: ['rotation'],
  similarity: ['rotation', 'scale', 'translation-x', 'translation-y'],
};

/**
 * What a matrix does, in the terms that a kind of transformer can change.
 * @param matrix 2×3, row by row, from output to input coordinates
 */
export function affineWords(
  kind: AffineKind,
  matrix: readonly number[],
  input: ImageSize,
  alignCorners: boolean,
): TermInWords[] {
  const terms = affineTerms(matrix);
  const shearAngle = (Math.atan(terms.shear) * 180) / Math.PI;
  // Attention can't turn: a negative scale is its own, not half a turn.
  const sign = kind === 'attention' && matrix[0] < 0 && matrix[4] < 0 ? -1 : 1;
  const scale = sign * Math.sqrt(Math.abs(terms.scaleX * terms.scaleY));
  const words: TermInWords[] = [
    {
      id: 'rotation',
      name: 'Rotation',
      value: `${formatSigned(terms.rotation, 1).trim()}°`,
      words: isSmall(terms.rotation, 0.05)
        ? 'not turned'
        : `turned ${terms.rotation > 0 ? 'counter-clockwise' : 'clockwise'}`,
    },
    { id: 'scale', name: 'Scale', value: times(scale), words: scaleWords(scale, 'large') },
    { id: 'scale-x', name: 'Scale x', value: times(terms.scaleX), words: scaleWords(terms.scaleX, 'wide') },
    { id: 'scale-y', name: 'Scale y', value: times(terms.scaleY), words: scaleWords(terms.scaleY, 'high') },
    {
      id: 'shear',
      name: 'Shear',
      value: formatSigned(terms.shear, 3).trim(),
      words: isSmall(terms.shear, 0.0005)
        ? 'not slanted'
        : `slanted by ${Math.abs(shearAngle).toFixed(1)}° along x`,
    },
    {
      id: 'translation-x',
      name: 'Translation x',
      value: formatSigned(terms.translationX, 3).trim(),
      words: shiftWords(terms.translationX, input.width, alignCorners, 'to the right', 'to the left'),
    },
    {
      id: 'translation-y',
      name: 'Translation y',
      value: formatSigned(terms.translationY, 3).trim(),
      words: shiftWords(terms.translationY, input.height, alignCorners, 'down', 'up'),
    },
  ];
  return words.filter(({ id }) => termsOf[kind].includes(id));
}

function times(scale: number): string {
  return `×${formatSigned(scale, 3).trim().replace('+', '')}`;
}

function scaleWords(scale: number, dimension: string): string {
  const size = Math.abs(scale);
  const mirrored = scale < 0 ? ', mirrored' : '';
  if (!Number.isFinite(scale)) return 'no size';
  if (isSmall(size - 1, 0.0005)) return `as ${dimension} as the image${mirrored}`;
  const percent = Math.round(size * 100);
  return `${percent}% as ${dimension} as the image${mirrored}`;
}

/** A shift in pixels: theta counts in halves of the distance between what −1 and 1 mean. */
function shiftWords(
  shift: number,
  size: number,
  alignCorners: boolean,
  positive: string,
  negative: string,
): string {
  const pixels = (shift * (alignCorners ? size - 1 : size)) / 2;
  if (!Number.isFinite(pixels)) return 'nowhere';
  if (isSmall(pixels, 0.05)) return 'not shifted';
  return `${Math.abs(pixels).toFixed(1)} px ${pixels > 0 ? positive : negative}`;
}

function isSmall(value: number, limit: number): boolean {
  return Math.abs(value) < limit;
}
