/** The strip through the epochs as one picture, and its numbers. */
import type { EpochSeen } from '../../../src/shared/queries';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { className } from '../../parts/digits/digitWords';
import type { Exportable } from '../../parts/export/exportable';
import { figuresPicture, type Figure } from '../../parts/export/figures';
import { mostProbable } from '../mostProbable';

export interface ShownStrip {
  readonly inspection: TrainerEventOf<'inspection'>;
  /** Of each epoch there is something to see of: its pictures, from the top. */
  readonly columns: readonly (readonly Figure[])[];
  readonly seen: readonly EpochSeen[];
}

/** Epochs beside one another. */
const mostAcross = 8;

/** @param shown throws where there is none */
export function stripExport(shown: () => ShownStrip): Exportable {
  const title = (): string => {
    const { index } = shown().inspection;
    return index === null ? 'An image through the epochs' : `Test digit ${index} through the epochs`;
  };
  return {
    ...{ label: 'strip through the epochs', testId: 'epochs', title },
    picture: () => {
      const { columns } = shown();
      return figuresPicture(rowsOf(columns), {
        title: title(),
        subtitle: 'As the network saw it with the weights of each epoch',
      });
    },
    numbers: () => {
      const { inspection, seen } = shown();
      const { classNames, theta } = inspection;
      return {
        columns: [
          'epoch',
          ...theta.map((_, at) => `theta ${at + 1}`),
          'read as',
          ...classNames.map((_, at) => `probability of ${className(classNames, at)}`),
        ],
        rows: seen.flatMap(({ epoch, sight }) => {
          if (!sight) return [];
          const predicted = mostProbable(sight.logProbabilities);
          return [
            [
              ...[epoch, ...sight.theta],
              predicted < 0 ? null : className(classNames, predicted),
              ...sight.logProbabilities.map(Math.exp),
            ],
          ];
        }),
      };
    },
  };
}

/** Columns beside one another, as many as there is room for, then the next ones below. */
function rowsOf(columns: ShownStrip['columns']): Figure[][] {
  const starts = Array.from({ length: Math.ceil(columns.length / mostAcross) }, (_, at) => at * mostAcross);
  return starts.flatMap((start) => {
    const across = columns.slice(start, start + mostAcross);
    return across[0].map((_, row) => across.map((column) => column[row]));
  });
}
