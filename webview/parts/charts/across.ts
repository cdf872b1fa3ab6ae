/** What a tooltip tells across curves: of each the point at one place of the axis. */
import { Interaction, type InteractionItem, type InteractionModeFunction } from 'chart.js';
import { getRelativePosition } from 'chart.js/helpers';
import type { Point } from './curves';

declare module 'chart.js' {
  interface InteractionModeMap {
    /** Of every curve the point at the place that is nearest to the pointer along the horizontal axis. */
    across: InteractionModeFunction;
  }
}

Interaction.modes.across = (chart, event) => {
  const { x, y } = getRelativePosition(event, chart);
  const value = chart.isPointInArea({ x, y }) ? chart.scales.x.getValueForPixel(x) : undefined;
  if (value === undefined) return [];
  const metas = chart.getSortedVisibleDatasetMetas();
  const places = placesAcross(
    metas.map(({ index }) => chart.data.datasets[index].data as Point[]),
    value,
  );
  return metas.flatMap(({ index: datasetIndex, data }, at): InteractionItem[] => {
    const index = places[at];
    return index === undefined ? [] : [{ element: data[index], datasetIndex, index }];
  });
};

/**
 * @param curves points by ascending x
 * @returns for each curve the position of its point that is nearest to where any of them has one nearest to `x`;
 *   undefined where that is so far away that it tells nothing of there
 */
export function placesAcross(
  curves: readonly (readonly Point[])[],
  x: number,
): readonly (number | undefined)[] {
  const near = curves.flatMap((points) => (points.length > 0 ? [points[nearest(points, x)].x] : []));
  if (near.length === 0) return curves.map(() => undefined);
  const place = near.reduce((best, other) => (Math.abs(other - x) < Math.abs(best - x) ? other : best));
  return curves.map((points) => {
    if (points.length === 0) return undefined;
    const at = nearest(points, place);
    return Math.abs(points[at].x - place) <= reach(points, place) ? at : undefined;
  });
}

/** How far a curve's points speak: half their mean distance beyond its ends; more between them, as thinned ones lie unevenly. */
function reach(points: readonly Point[], place: number): number {
  // Of a single one nothing tells: it speaks for its own place alone.
  if (points.length < 2) return 0;
  const [first, last] = [points[0].x, points[points.length - 1].x];
  const spacing = (last - first) / (points.length - 1);
  return place < first || place > last ? spacing / 2 : 2 * spacing;
}

function nearest(points: readonly Point[], x: number): number {
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].x < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - points[low - 1].x < points[low].x - x ? low - 1 : low;
}
