/** Theta's numbers as they are, in the layout of their kind. */
import { affineMatrix } from '../../../src/shared/transformers/affine';
import { isAffineKind, type AffineKind, type TransformerSpec } from '../../../src/shared/transformers/spec';
import { element } from '../../parts/page/dom';
import { formatSigned } from '../../parts/page/format';
import { scrolled } from '../../parts/page/scrolled';

/** Which entries of the 2×3 matrix each kind can change; the others are quieter. */
const free: Record<AffineKind, readonly number[]> = {
  affine: [0, 1, 2, 3, 4, 5],
  translation: [2, 5],
  attention: [0, 2, 4, 5],
  rotation: [0, 1, 3, 4],
  similarity: [0, 1, 2, 3, 4, 5],
};

/** A 2×3 matrix, a 3×3 one with its 1, or the move (dx, dy) of each control point. */
export function thetaNumbers(spec: TransformerSpec, theta: readonly number[]): HTMLElement {
  const { kind, controlPoints } = spec;
  if (isAffineKind(kind)) {
    const cells = affineMatrix(kind, theta).map((value, at) =>
      cell([formatSigned(value)], !free[kind].includes(at)),
    );
    return matrix('Theta’s matrix, two rows of three', cells, 3);
  }
  if (kind === 'projective') {
    const cells = [
      ...theta.map((value) => cell([formatSigned(value)], false)),
      cell([formatSigned(1, 0)], true),
    ];
    return matrix('Theta’s matrix, three rows of three, the last number fixed', cells, 3);
  }
  const cells = Array.from({ length: controlPoints ** 2 }, (_, at) =>
    cell([formatSigned(theta[2 * at], 2), formatSigned(theta[2 * at + 1], 2)], false),
  );
  return matrix('Theta: right and down of each control point', cells, controlPoints, 'points');
}

function cell(lines: readonly string[], isFixed: boolean): HTMLElement {
  return element(
    'td',
    isFixed ? { class: 'muted' } : {},
    ...lines.map((line) => element('span', { class: 'number' }, line)),
  );
}

function matrix(
  label: string,
  cells: readonly HTMLElement[],
  columns: number,
  layout = 'entries',
): HTMLElement {
  const rows = Array.from({ length: cells.length / columns }, (_, row) =>
    element('tr', {}, ...cells.slice(row * columns, (row + 1) * columns)),
  );
  return scrolled(
    label,
    element(
      'div',
      { class: `matrix ${layout} numbers` },
      element('table', { 'aria-label': label, 'data-testid': 'theta' }, element('tbody', {}, ...rows)),
    ),
  );
}
