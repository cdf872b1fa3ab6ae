/** What the examples of a configuration look like, without any being loaded. */
import type { Config } from './config';
import { distortionRanges } from './distortion';
import type { ImageSize } from './trainerProtocol';

/** By label. */
export const digitNames: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export function exampleShape({ distortion, task }: Pick<Config, 'distortion' | 'task'>): ImageSize {
  const { size } = distortionRanges(distortion);
  return { height: size, width: size, channels: task === 'addition' ? 2 : 1 };
}

/** The names of a configuration's classes: the digits' own, or their sums'. */
export function exampleClasses({ task }: Pick<Config, 'task'>, classNames = digitNames): readonly string[] {
  if (task === 'classification') return classNames;
  return Array.from({ length: 2 * classNames.length - 1 }, (_, sum) => String(sum));
}
