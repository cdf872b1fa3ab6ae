/** Recovered and true poses as a chart and its captions say them. */
import type { PoseTerm, PoseTerms, RecoveredPose } from '../../../src/shared/recoveredPoses';
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { className } from '../digits/digitWords';
import { formatSigned } from '../page/format';

/** How lengths are told: a shift in half image sizes as pixels. */
export interface Units {
  readonly size: ImageSize;
  readonly alignCorners: boolean;
}

export const termNames: Record<PoseTerm, string> = {
  angle: 'Angle',
  scale: 'Scale',
  shiftX: 'Shift x',
  shiftY: 'Shift y',
};

/** In the unit of its axis: degrees, times, pixels. */
export function inUnits(terms: PoseTerms, term: PoseTerm, { size, alignCorners }: Units): number {
  const pixels = (edge: number): number => (terms[term] * (alignCorners ? edge - 1 : edge)) / 2;
  if (term === 'shiftX') return pixels(size.width);
  if (term === 'shiftY') return pixels(size.height);
  return terms[term];
}

/** Of `inUnits`. */
export function unitOfTerm(term: PoseTerm): string {
  if (term === 'angle') return 'degrees';
  return term === 'scale' ? 'times the image' : 'pixels';
}

/** "35°", "×0.62", "−3.1 px". */
export function formatTerm(value: number, term: PoseTerm): string {
  if (term === 'angle') return `${signed(value, 0)}°`;
  if (term === 'scale') return `×${signed(value, 2)}`;
  return `${signed(value, 1)} px`;
}

/** "digit 4, true 35°, recovered 31°, read as 9" */
export function describePose(
  { label, predicted, truth, recovered }: RecoveredPose,
  term: PoseTerm,
  units: Units,
  classNames: readonly string[],
): string {
  const told = (terms: PoseTerms): string => formatTerm(inUnits(terms, term, units), term);
  const name = className(classNames, label);
  const wrong = predicted === label ? '' : `, read as ${className(classNames, predicted)}`;
  return `${areDigits(classNames) ? 'digit ' : ''}${name}, true ${told(truth)}, recovered ${told(recovered)}${wrong}`;
}

/** "0.931"; a dash where there is none. */
export function formatCorrelation(value: number | undefined): string {
  return value === undefined ? '–' : signed(value, 3);
}

/** "0.41": 1 is on the diagonal or beside it, 0 is no recovery at all. */
export function formatSlope(value: number): string {
  return signed(value, 2);
}

/** Turned by half, these look as they did: their angle can't be told from their looks. */
export const ambiguousDigits: readonly string[] = ['0', '1', '8'];

/** Whether the classes are the ten digits, of which 0, 1 and 8 look alike at several angles. */
export function areDigits(classNames: readonly string[]): boolean {
  return classNames.join() === '0,1,2,3,4,5,6,7,8,9';
}

function signed(value: number, decimals: number): string {
  return formatSigned(value, decimals).replace('+', '').trim();
}
