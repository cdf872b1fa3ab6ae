/** Whether a result still is one of the cell as its settings are now. */
import { configSchema, type Config } from '../config';
import { parseConfig, settingKeys, valueOf } from '../parseConfig';
import type { ScoreboardCell } from './cells';
import type { RunResult } from './results';

/**
 * Settings that change how a run is computed, shown or watched, but not what it brings. The seed is named by the result
 * itself, and folders of known data may move.
 */
const indifferent: ReadonlySet<string> = new Set([
  'seed',
  'dataDirectory',
  'engine',
  'threads',
  'testBatchSize',
  'sampledDigits',
  'logInterval',
  'checkpointSeconds',
  'checkpointsKept',
  'collapseWatch',
]);

/**
 * The settings that make a result another's: "epochs 30, now 15". Empty where it is a result of these settings.
 * Settings that the result's version of the program did not have count as their defaults.
 */
export function differences(result: RunResult, config: Config): string[] {
  const then = parseConfig(result.settings);
  if (!then.ok) return [`settings that are none any more: ${then.problems.join(' ')}`];
  return settingKeys(configSchema)
    .filter((key) => decides(key, config))
    .flatMap((key) => {
      const [before, now] = [then.value, config].map((settings) => JSON.stringify(valueOf(settings, key)));
      return before === now ? [] : [`${key} ${before}, now ${now}`];
    });
}

/** Whether it is a result of the cell with its settings as they are. */
export function isCurrent(result: RunResult, cell: ScoreboardCell): boolean {
  return result.cell === cell.id && differences(result, cell.config).length === 0;
}

function decides(key: string, { dataset }: Config): boolean {
  // Of files of one's own, the folder is all that says which.
  return !indifferent.has(key) || (key === 'dataDirectory' && dataset === 'idx');
}

/** The results with one more, which takes the place of older ones of the same settings, and of failures. */
export function withResult(results: readonly RunResult[], result: RunResult, config: Config): RunResult[] {
  const isReplaced = (other: RunResult): boolean =>
    other.cell === result.cell &&
    other.seed === result.seed &&
    (other.outcome === 'failed' || differences(other, config).length === 0);
  return [...results.filter((other) => !isReplaced(other)), result];
}
