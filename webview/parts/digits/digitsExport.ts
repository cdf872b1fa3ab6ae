/** What is exported of a run's sampled digits: their picture, their numbers, and all epochs as a film. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import type { Exportable } from '../export/exportable';
import type { NumberTable } from '../export/numberTable';
import { pictureOf } from '../export/sheet';
import type { Arrangement } from './arrangement';
import { digitColumns, digitRow } from './digitNumbers';
import { filmOf } from './digitsFilm';
import { arrangeDigits } from './digitOrder';
import { digitsSheet, type DigitsPicture } from './digitsSheet';
import { countRight, describeEpoch } from './digitWords';

type Samples = TrainerEventOf<'samples'>;

export interface DigitsSource {
  readonly shown: () => ShownDigits;
  /** That there may be samples of, oldest first. */
  readonly epochs: () => readonly number[];
  /**
   * @returns undefined where there are none of this epoch
   * @throws Error with one sentence where there is no use in going on
   */
  readonly samplesOf: (epoch: number, signal: AbortSignal) => Promise<Samples | undefined>;
  /** How long an epoch is to be seen, in milliseconds. */
  readonly epochMs: () => number;
}

export interface ShownDigits {
  readonly samples: Samples;
  readonly started: TrainerEventOf<'started'>;
  readonly arrangement: Arrangement;
}

/** More make a film that is large and shows each too briefly. */
const mostFilmed = 24;

export function digitsExport(source: DigitsSource): Exportable {
  const { shown, epochs, samplesOf, epochMs } = source;
  return {
    ...{ label: 'test digits', testId: 'samples' },
    title: () => `Test digits ${describeEpoch(shown().samples.epoch)}`,
    picture: () => {
      const now = shown();
      return pictureOf(digitsSheet(pictureWith(now, positionsOf(now))));
    },
    numbers: () => digitsTable(shown()),
    film: {
      title: () => 'Transforms',
      gif: (progress, signal) => {
        // The same digits in the same places through all of it.
        const now = shown();
        const positions = positionsOf(now).slice(0, mostFilmed);
        const indices = positions.map((at) => now.samples.digits[at].index);
        const sheet = async (epoch: number) => {
          const samples = await samplesOf(epoch, signal);
          if (!samples) return undefined;
          const found = indices.map((index) => samples.digits.findIndex((digit) => digit.index === index));
          if (found.includes(-1)) return undefined;
          const share = epoch / Math.max(1, epochs().at(-1) ?? 1);
          return digitsSheet({ ...pictureWith({ ...now, samples }, found), share });
        };
        return filmOf({ epochs, sheet, epochMs })(progress, signal);
      },
    },
  };
}

/** As the page shows them; none where the choice leaves none. */
function positionsOf({ samples, started, arrangement }: ShownDigits): number[] {
  const { order, filter } = arrangement;
  const positions = arrangeDigits(samples.digits, order, filter, started.network.transformers);
  if (positions.length === 0) throw new Error('No digit is shown; choose others to export.');
  return positions;
}

function pictureWith(
  { samples, started, arrangement }: ShownDigits,
  positions: readonly number[],
): DigitsPicture {
  const { transformers } = started.network;
  const digits = positions.map((at) => samples.digits[at]);
  const shows =
    transformers.length === 0 ? 'inputs' : arrangement.layout === 'output' ? 'outputs' : ('pairs' as const);
  const what = { pairs: 'Input and transformed', inputs: 'Input', outputs: 'Transformed' }[shows];
  return {
    ...{ pictures: samples, started, positions, shows, isGridShown: arrangement.isGridShown },
    heading: {
      title: `Test digits ${describeEpoch(samples.epoch)}`,
      subtitle: `${what} · ${countRight({ digits })} · ${started.dataset.name}`,
    },
  };
}

function digitsTable(shown: ShownDigits): NumberTable {
  const { samples, started } = shown;
  const rows = positionsOf(shown).map((at) => samples.digits[at]);
  const thetas = Math.max(...rows.map(({ theta }) => theta.length));
  return {
    columns: digitColumns(thetas),
    rows: rows.map((digit) => digitRow(digit, samples.epoch, started.dataset.classNames, thetas)),
  };
}
