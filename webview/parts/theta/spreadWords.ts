/** How theta spreads over digits, as charts and tables say it. */
import type { ImageSize, PoseSpread } from '../../../src/shared/trainerProtocol';
import type { TransformerKind } from '../../../src/shared/transformers/spec';
import { formatSigned } from '../page/format';

export type SpreadTerm = keyof PoseSpread;

/** Of digits' numbers in the unit of their axis: 5, 25, 50, 75 and 95 percent lie below. */
export type Quantiles = readonly number[];

export const spreadTerms = ['rotation', 'scaleX', 'scaleY', 'shear', 'translationX', 'translationY'] as const;

/** What each kind can change; where there is one scale for both axes, it is told once. */
const termsOfKind: Partial<Record<TransformerKind, readonly SpreadTerm[]>> = {
  translation: ['translationX', 'translationY'],
  attention: ['scaleX', 'translationX', 'translationY'],
  rotation: ['rotation'],
  similarity: ['rotation', 'scaleX', 'translationX', 'translationY'],
};

export function termsOf(kind: TransformerKind): readonly SpreadTerm[] {
  return termsOfKind[kind] ?? spreadTerms;
}

export function termName(term: SpreadTerm, kind: TransformerKind): string {
  switch (term) {
    case 'rotation':
      return 'Angle';
    case 'scaleX':
      return termsOf(kind).includes('scaleY') ? 'Scale x' : 'Scale';
    case 'scaleY':
      return 'Scale y';
    case 'shear':
      return 'Shear';
    case 'translationX':
      return 'Shift x';
    case 'translationY':
      return 'Shift y';
  }
}

/**
 * In the unit of its axis: degrees counter-clockwise; times the image; degrees that verticals lean; pixels of the input.
 */
export function quantilesOf(
  spread: PoseSpread,
  term: SpreadTerm,
  input: ImageSize,
  alignCorners: boolean,
): Quantiles {
  const halfSize = (edge: number): number => (alignCorners ? edge - 1 : edge) / 2;
  const unit: Record<SpreadTerm, (value: number) => number> = {
    rotation: (value) => value,
    scaleX: (value) => value,
    scaleY: (value) => value,
    shear: (value) => (Math.atan(value) * 180) / Math.PI,
    translationX: (value) => value * halfSize(input.width),
    translationY: (value) => value * halfSize(input.height),
  };
  return spread[term].map(unit[term]);
}

/** "−12.3°", "×0.82", "+1.4 px" */
export function formatValue(value: number, term: SpreadTerm): string {
  switch (term) {
    case 'rotation':
    case 'shear':
      return `${formatSigned(value, 1).trim()}°`;
    case 'scaleX':
    case 'scaleY':
      return `×${formatSigned(value, 2).trim().replace('+', '')}`;
    case 'translationX':
    case 'translationY':
      return `${formatSigned(value, 1).trim()} px`;
  }
}

/** Of the term's axis. */
export function unitOf(term: SpreadTerm): string {
  if (term === 'rotation' || term === 'shear') return 'degrees';
  return term === 'scaleX' || term === 'scaleY' ? 'times the image' : 'pixels';
}

/** Smaller spreads are not told apart: an axis that showed them would show rounding. */
export function smallestRange(term: SpreadTerm): number {
  return { rotation: 10, shear: 10, scaleX: 0.2, scaleY: 0.2, translationX: 2, translationY: 2 }[term];
}

/** "median −4.1°, half of the digits −9.0° to 1.2°, nine tenths −20.1° to 12.0°" */
export function describeQuantiles([low, below, middle, above, high]: Quantiles, term: SpreadTerm): string {
  const told = (value: number): string => formatValue(value, term);
  return `median ${told(middle)}, half of the digits ${told(below)} to ${told(above)}, nine tenths ${told(low)} to ${told(high)}`;
}
