/** How a run's settings were changed while it went on, in words. */
import { liveSettingsOf, type LiveSettings } from '../../../src/shared/liveSettings';
import type { RunHistory } from '../../../src/shared/runHistory';

export interface ChangeWords {
  /** On the axis of epochs. */
  readonly x: number;
  /** What it is now, for the mark on a chart: "rate 0.005". */
  readonly short: string;
  /** From when on, what it was and is. */
  readonly sentence: string;
}

export function changeWords({
  started,
  changes,
}: Pick<RunHistory, 'started' | 'changes'>): readonly ChangeWords[] {
  const { config, batchesPerEpoch, network } = started;
  const isTransformed = network.transformers.length > 0;
  return changes.flatMap(({ epoch, batch, settings }, at) => {
    const before = at === 0 ? liveSettingsOf(config) : changes[at - 1].settings;
    const differences = named(before)
      .map(([name, value], row) => ({ name, value, now: named(settings)[row][1] }))
      .filter(({ name, value, now }) => value !== now && (isTransformed || name !== 'padding'));
    if (differences.length === 0) return [];
    const words = differences.map(({ name, value, now }) => `${name} ${value} → ${now}`).join(', ');
    const short = differences.map(({ name, now }) => (name === 'padding' ? now : `rate ${now}`)).join(', ');
    return [
      {
        x: epoch + batch / Math.max(1, batchesPerEpoch),
        short,
        sentence: `From epoch ${epoch + 1}, batch ${batch + 1} on: ${words}`,
      },
    ];
  });
}

function named({ learningRate, padding }: LiveSettings): readonly (readonly [name: string, value: string])[] {
  return [
    ['learning rate', String(learningRate)],
    ['padding', padding],
  ];
}
