/** In what the next run will differ from the one that is shown, in words. */
import type { SettingsDifference } from '../../src/shared/viewProtocol';

/** More are no longer read. */
const mostNamed = 5;
const longestValue = 40;

/** Empty where there is no difference. */
export function differenceSentence(differences: readonly SettingsDifference[]): string {
  if (differences.length === 0) return '';
  const named = differences
    .slice(0, mostNamed)
    .map(({ key, run, now }) => `${key} ${shortened(run)} → ${shortened(now)}`);
  const others = differences.length - named.length;
  const more = others > 0 ? `, and ${others} more` : '';
  const count = differences.length === 1 ? 'one setting' : `${differences.length} settings`;
  return `The settings differ from this run’s in ${count}: ${named.join(', ')}${more}.`;
}

function shortened(value: string): string {
  return value.length > longestValue ? `${value.slice(0, longestValue - 1)}…` : value;
}
