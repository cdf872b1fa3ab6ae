/**
 * The grid generator once more, in float64 and one point at a time, as the papers write it. It shares no code with the
 * engines.
 */
import type { TransformerSpec } from '../../src/shared/transformers/spec';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where each point of the output, −1 to 1, is read in the input. */
export function referenceMove(spec: TransformerSpec, theta: ArrayLike<number>): (point: Point) => Point {
  const t = Array.from(theta);
  switch (spec.kind) {
    case 'affine':
      return ({ x, y }) => ({ x: t[0] * x + t[1] * y + t[2], y: t[3] * x + t[4] * y + t[5] });
    case 'translation':
      return ({ x, y }) => ({ x: x + t[0], y: y + t[1] });
    case 'attention':
      return ({ x, y }) => ({ x: t[0] * x + t[1], y: t[0] * y + t[2] });
    case 'rotation':
      return ({ x, y }) => ({
        x: Math.cos(t[0]) * x - Math.sin(t[0]) * y,
        y: Math.sin(t[0]) * x + Math.cos(t[0]) * y,
      });
    case 'similarity':
      return ({ x, y }) => ({ x: t[0] * x - t[1] * y + t[2], y: t[1] * x + t[0] * y + t[3] });
    case 'projective':
      return ({ x, y }) => {
        const depth = t[6] * x + t[7] * y + 1;
        return { x: (t[0] * x + t[1] * y + t[2]) / depth, y: (t[3] * x + t[4] * y + t[5]) / depth };
      };
    case 'tps':
      return thinPlateSpline(spec, t);
  }
}

/** The theta that moves nothing. */
export function referenceIdentity(spec: TransformerSpec): number[] {
  const identities = {
    affine: [1, 0, 0, 0, 1, 0],
    translation: [0, 0],
    attention: [1, 0, 0],
    rotation: [0],
    similarity: [1, 0, 0, 0],
    projective: [1, 0, 0, 0, 1, 0, 0, 0],
    tps: Array.from({ length: 2 * spec.controlPoints * spec.controlPoints }, () => 0),
  };
  return identities[spec.kind];
}

/**
 * f(p) = a0 + a1 x + a2 y + Σ w_i U(|p − c_i|) with U(r) = r² ln r², Σ w_i = Σ w_i c_i = 0 and f(c_i) = c_i + move_i: the
 * equations of Bookstein 1989, solved for each of f's two numbers.
 */
function thinPlateSpline(
  { controlPoints: n, bounded }: TransformerSpec,
  theta: readonly number[],
): (point: Point) => Point {
  const controls = Array.from({ length: n * n }, (_, i) => ({
    x: (2 * (i % n)) / (n - 1) - 1,
    y: (2 * Math.floor(i / n)) / (n - 1) - 1,
  }));
  const bound = 2 / (n - 1);
  const moves = bounded ? theta.map((value) => bound * Math.tanh(value)) : theta;
  const equations = [
    ...controls.map((p) => [...controls.map((c) => bending(p, c)), 1, p.x, p.y]),
    [...controls.map(() => 1), 0, 0, 0],
    [...controls.map(({ x }) => x), 0, 0, 0],
    [...controls.map(({ y }) => y), 0, 0, 0],
  ];
  const [forX, forY] = [
    solve(equations, [...controls.map(({ x }, i) => x + moves[2 * i]), 0, 0, 0]),
    solve(equations, [...controls.map(({ y }, i) => y + moves[2 * i + 1]), 0, 0, 0]),
  ];
  return (p) => {
    const terms = [...controls.map((c) => bending(p, c)), 1, p.x, p.y];
    const sum = (coefficients: readonly number[]) =>
      terms.reduce((total, term, i) => total + term * coefficients[i], 0);
    return { x: sum(forX), y: sum(forY) };
  };
}

function bending(p: Point, c: Point): number {
  const r = Math.hypot(p.x - c.x, p.y - c.y);
  return r === 0 ? 0 : r * r * Math.log(r * r);
}

/** Gaussian elimination, each time with the largest pivot left in the column. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, i) => Float64Array.of(...row, right[i]));
  for (let step = 0; step < size; step++) {
    const pivot = rows.slice(step).reduce((a, b) => (Math.abs(b[step]) > Math.abs(a[step]) ? b : a));
    const at = rows.indexOf(pivot);
    [rows[step], rows[at]] = [rows[at], rows[step]];
    for (let row = step + 1; row < size; row++) {
      const factor = rows[row][step] / pivot[step];
      for (let column = step; column <= size; column++) rows[row][column] -= factor * pivot[column];
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = rows[row][size];
    for (let column = row + 1; column < size; column++) rest -= rows[row][column] * solution[column];
    solution[row] = rest / rows[row][row];
  }
  return solution;
}
