/** The loss surface as a picture, and its numbers. */
import type { AffineTerms } from '../../../src/shared/theta';
import type { Exportable } from '../../parts/export/exportable';
import { figuresPicture, type Figure } from '../../parts/export/figures';
import { surfaceEdge, termsAt, type Plane } from './lossSurface';

export interface ShownSurface {
  /** Rows from the top. */
  readonly losses: readonly number[];
  readonly plane: Plane;
  /** Set by hand; the plane lies through them. */
  readonly terms: AffineTerms;
  readonly summary: string;
  readonly figure: Figure;
}

/** @param shown throws where there is none */
export function surfaceExport(shown: () => ShownSurface): Exportable {
  return {
    ...{ label: 'loss surface', testId: 'surface' },
    title: () => `Loss surface ${shown().plane.label}`,
    picture: () => {
      const { figure, summary } = shown();
      const [title, ...rest] = summary.split(/(?<=\.) /);
      return figuresPicture([[figure]], { title, subtitle: rest.join(' ') });
    },
    numbers: () => {
      const { losses, plane, terms } = shown();
      const { across, down } = plane;
      return {
        columns: [...[across, down].map(({ name, unit }) => `${name} (${unit})`), 'loss'],
        rows: losses.map((loss, at) => {
          const place = { x: (at % surfaceEdge) + 0.5, y: Math.floor(at / surfaceEdge) + 0.5 };
          const there = termsAt(plane, terms, place);
          return [across.of(there), down.of(there), loss];
        }),
      };
    },
  };
}
