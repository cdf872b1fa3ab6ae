/** What is exported of the same digit through two runs: its pictures, all such digits' numbers, and a film of all epochs. */
import { digitColumns, digitRow } from '../parts/digits/digitNumbers';
import { filmOf } from '../parts/digits/digitsFilm';
import type { Exportable } from '../parts/export/exportable';
import type { NumberTable } from '../parts/export/numberTable';
import { pictureOf } from '../parts/export/sheet';
import { sameDigits, type Sampled } from './sameDigits';
import { sameDigitName, sameDigitSheet, type DigitOfRun } from './sameDigitSheet';

export interface ShownPair {
  readonly sampled: readonly [Sampled, Sampled];
  /** Of the chosen digit, in the test set. */
  readonly index: number;
  readonly isGridShown: boolean;
}

export interface PairSource {
  /** @throws Error with one sentence where no digit is shown */
  readonly shown: () => ShownPair;
  /** That there may be samples of, oldest first. */
  readonly epochs: () => readonly number[];
  /**
   * What both runs sampled at this epoch; of a run that is not so far, the newest.
   * @returns undefined where one has none of it
   * @throws Error with one sentence where there is no use in going on
   */
  readonly sampledAt: (epoch: number, signal: AbortSignal) => Promise<ShownPair['sampled'] | undefined>;
  /** How long an epoch is to be seen, in milliseconds. */
  readonly epochMs: () => number;
}

export function sameDigitExport({ shown, epochs, sampledAt, epochMs }: PairSource): Exportable {
  return {
    ...{ label: 'the same digit through two runs', testId: 'same-digit' },
    title: () => sameDigitName(digitOf(shown())[0]),
    picture: () => {
      const now = shown();
      return pictureOf(sameDigitSheet(digitOf(now), now.isGridShown));
    },
    numbers: () => numbersOf(shown()),
    film: {
      title: () => sameDigitName(digitOf(shown())[0]),
      gif: (progress, signal) => {
        // The same digit through all of it.
        const now = shown();
        const sheet = async (epoch: number) => {
          const sampled = await sampledAt(epoch, signal);
          if (!sampled) return undefined;
          const runs = digitOf({ ...now, sampled });
          return runs.some(({ at }) => at === -1) ? undefined : sameDigitSheet(runs, now.isGridShown);
        };
        return filmOf({ epochs, sheet, epochMs })(progress, signal);
      },
    },
  };
}

function digitOf({ sampled, index }: ShownPair): DigitOfRun[] {
  return sampled.map((run) => ({
    ...run,
    at: run.samples.digits.findIndex((digit) => digit.index === index),
  }));
}

/** A row for each digit and run. */
function numbersOf({ sampled }: ShownPair): NumberTable {
  const same = sameDigits(...sampled);
  const thetas = Math.max(
    ...sampled.flatMap(({ samples }) => samples.digits.map(({ theta }) => theta.length)),
  );
  return {
    columns: ['run', ...digitColumns(thetas)],
    rows: same.flatMap(({ positions }) =>
      sampled.map(({ title, started, samples }, run) => [
        title,
        ...digitRow(samples.digits[positions[run]], samples.epoch, started.dataset.classNames, thetas),
      ]),
    ),
  };
}
