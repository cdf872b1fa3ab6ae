/** The response curves as one picture, and their numbers. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { className } from '../../parts/digits/digitWords';
import type { Exportable } from '../../parts/export/exportable';
import { figuresPicture, type Figure } from '../../parts/export/figures';
import type { ResponsePoint } from './response';

export interface ShownResponse {
  readonly points: readonly ResponsePoint[];
  readonly inspection: TrainerEventOf<'inspection'>;
  readonly summary: string;
  readonly figures: readonly Figure[];
}

/** @param shown throws where there is none */
export function responseExport(shown: () => ShownResponse): Exportable {
  return {
    ...{ label: 'response to rotation', testId: 'response' },
    title: () => {
      const { index } = shown().inspection;
      return index === null ? 'Response to rotation' : `Response to rotation of test digit ${index}`;
    },
    picture: () => {
      const { figures, summary } = shown();
      const title = 'Response to the input’s rotation, in degrees counter-clockwise';
      return figuresPicture([figures], { title, subtitle: summary });
    },
    numbers: () => {
      const { points, inspection } = shown();
      const { classNames } = inspection;
      const grids = points[0].angles.map((_, at) => `grid ${at + 1} turned by (degrees)`);
      return {
        columns: [
          ...['input turned by (degrees)', ...grids, 'read as'],
          ...classNames.map((_, at) => `probability of ${className(classNames, at)}`),
        ],
        rows: points.map(({ rotation, angles, predicted, probabilities }) => [
          ...[rotation, ...angles, predicted < 0 ? null : className(classNames, predicted)],
          ...classNames.map((_, at) => probabilities[at] ?? null),
        ]),
      };
    },
  };
}
