/**
 * How digits are written: the path of the pen for several ways to write each, 14 wide and 20 high, y downwards.
 */

/** x, y, and whether the pen turns sharply there; between corners a smooth curve runs through the points. */
export type ControlPoint = readonly [x: number, y: number, corner?: 'corner'];

/** From where the pen is put down to where it is lifted. */
export type Stroke = readonly ControlPoint[];

export interface Skeleton {
  /** How common this way of writing is among those of its digit; they sum to 1. */
  readonly share: number;
  readonly strokes: readonly Stroke[];
}

export const skeletonBox = { width: 14, height: 20 } as const;

// prettier-ignore
const zero: readonly Skeleton[] = [
  // Oval
  { share: 0.4, strokes: [
    [[8, 0.5], [4, 2], [1.5, 7], [1.5, 13], [4, 18.5], [7.5, 19.8], [11, 17.5], [12.8, 11], [12, 4.5], [9, 0.8], [6.5, 0.6]],
  ] },
  // Narrow, its end written past its start
  { share: 0.3, strokes: [
    [[9, 1.5], [5.5, 1], [2.8, 5], [2.2, 12], [5, 19], [9, 17.5], [11.3, 10], [10.5, 3.2], [8, 0.3], [5.6, 1.8]],
  ] },
  // Round
  { share: 0.3, strokes: [
    [[7, 1.5], [2.2, 4.2], [0.4, 10], [2.4, 16], [7.5, 18.6], [12.4, 15.8], [14, 10], [12, 4], [7.3, 1.4]],
  ] },
];

// prettier-ignore
const one: readonly Skeleton[] = [
  // A line
  { share: 0.5, strokes: [[[7, 0], [7, 10], [7, 20]]] },
  { share: 0.2, strokes: [[[8, 0], [7.2, 7], [6.8, 13], [7, 20]]] },
  // With an upstroke
  { share: 0.2, strokes: [[[3.6, 4.6], [7.4, 0, 'corner'], [7.3, 10], [7.2, 20]]] },
  // With an upstroke and a foot
  { share: 0.1, strokes: [
    [[3.6, 4], [7.2, 0.3, 'corner'], [7.1, 10], [7, 19.5]],
    [[2.6, 19.6], [7, 19.4], [11.2, 19.5]],
  ] },
];

// prettier-ignore
const two: readonly Skeleton[] = [
  // With a sharp turn
  { share: 0.4, strokes: [
    [[2, 5], [4, 1.6], [8, 0.4], [11.5, 3], [11, 7.5], [7.5, 12.6], [1.8, 19, 'corner'], [7, 19], [13, 18.8]],
  ] },
  // With a loop
  { share: 0.4, strokes: [
    [[2, 5], [4.5, 1], [9, 0.8], [11.4, 4.4], [9.4, 10], [5.4, 16], [2.6, 18.8], [1.2, 17.2], [3.4, 15.4], [6.8, 17.4], [10, 18.9], [13.6, 17.2]],
  ] },
  // With a wave for a foot
  { share: 0.2, strokes: [
    [[2, 4], [5.5, 0.5], [10.4, 1.6], [11, 6.2], [7, 12], [1.4, 18.6, 'corner'], [5, 17.2], [9, 19], [13.6, 18.4]],
  ] },
];

// prettier-ignore
const three: readonly Skeleton[] = [
  { share: 0.45, strokes: [
    [[2.4, 2.6], [6, 0.3], [10.4, 1.6], [11, 5.4], [8.4, 8.6], [5.4, 9.6, 'corner'], [9, 10], [12, 13.2], [11, 17.6], [6.5, 19.8], [2, 17.6]],
  ] },
  // With a small loop in the middle
  { share: 0.3, strokes: [
    [[2.4, 2], [7, 0.3], [11, 2.6], [9.6, 7], [6, 9.8], [4.6, 9.4], [6.4, 8.6], [10.4, 10.4], [12.4, 14], [10.6, 18.4], [6, 19.9], [1.8, 18]],
  ] },
  // With a flat top
  { share: 0.25, strokes: [
    [[2.2, 0.9], [6.5, 0.7], [11.4, 0.6, 'corner'], [8.6, 4.2], [5.8, 8, 'corner'], [10, 8.8], [12.4, 13.4], [10, 18.4], [5.6, 19.8], [1.6, 17.6]],
  ] },
];

// prettier-ignore
const four: readonly Skeleton[] = [
  // Open
  { share: 0.35, strokes: [
    [[3, 0.6], [2.4, 5], [1.8, 10.4, 'corner'], [7, 10.6], [13, 10]],
    [[11, 1], [10.5, 10], [9.6, 20]],
  ] },
  // Open, in one bow
  { share: 0.35, strokes: [
    [[3, 1], [1.8, 6], [2.6, 9.8], [7, 10.8], [11.4, 8.8]],
    [[12, 0.8], [11, 10], [9.8, 20]],
  ] },
  // Closed
  { share: 0.3, strokes: [
    [[9.6, 0.3], [5.6, 6.4], [1.2, 12.6, 'corner'], [7, 12.6], [13.6, 12.4]],
    [[9.9, 0.2], [9.6, 10], [9.3, 20]],
  ] },
];

// prettier-ignore
const five: readonly Skeleton[] = [
  // In one stroke
  { share: 0.4, strokes: [
    [[12, 0.8], [8, 0.8], [4, 1, 'corner'], [3.2, 8.4, 'corner'], [7.5, 7.2], [12, 10.4], [12, 15.4], [8, 19.4], [2, 18]],
  ] },
  // The bar last
  { share: 0.4, strokes: [
    [[4.2, 1.2], [3.8, 4.6], [3.4, 8.6, 'corner'], [8, 7.6], [11.8, 11], [11.2, 16.4], [7, 19.5], [2, 18]],
    [[4, 1.2], [8, 1.2], [13.2, 0.4]],
  ] },
  // Rounded
  { share: 0.2, strokes: [
    [[12.6, 0.6], [8, 0.8], [5, 1.8], [3.6, 5], [4.6, 8], [8.6, 9.4], [11.6, 12.6], [10.6, 17.4], [6.4, 19.7], [1.8, 18.4]],
  ] },
];

// prettier-ignore
const six: readonly Skeleton[] = [
  { share: 0.4, strokes: [
    [[9.6, 0.3], [5.6, 4], [2.6, 10], [2.4, 16], [6, 19.8], [10.4, 17.6], [11, 13.4], [7.6, 10.8], [3.8, 12.8], [2.5, 15.8]],
  ] },
  // Straighter
  { share: 0.3, strokes: [
    [[7, 0], [3.6, 7], [2, 14], [4.4, 19.4], [9.4, 19], [11.6, 15], [9, 11.6], [5, 12.4], [2.3, 15.4]],
  ] },
  // With a hooked top
  { share: 0.3, strokes: [
    [[11.6, 2.2], [7.8, 0.6], [4, 5], [2, 12], [3.4, 17.8], [7.4, 19.8], [11.6, 17], [11, 12.6], [7, 10.6], [2.6, 13.8]],
  ] },
];

// prettier-ignore
const seven: readonly Skeleton[] = [
  { share: 0.35, strokes: [
    [[2, 1.3], [7, 1.2], [12.2, 0.8, 'corner'], [9, 8], [6.6, 14], [5.6, 20]],
  ] },
  // With a bar
  { share: 0.25, strokes: [
    [[2, 1.4], [7, 1.2], [12.4, 0.8, 'corner'], [9.2, 8], [6.8, 14], [5.8, 20]],
    [[4, 10.2], [8, 9.8], [12, 9.3]],
  ] },
  // With a serif
  { share: 0.2, strokes: [
    [[1.8, 4.6], [2.2, 1.2, 'corner'], [7.5, 1.5], [12.6, 0.8, 'corner'], [8.6, 9], [6, 20]],
  ] },
  // Round
  { share: 0.2, strokes: [
    [[1.8, 3], [5, 1], [9.6, 0.8], [12.2, 2.8], [10.6, 8], [8.2, 14], [7.6, 20]],
  ] },
];

// prettier-ignore
const eight: readonly Skeleton[] = [
  { share: 0.45, strokes: [
    [[10.6, 2.6], [7, 0.4], [3.4, 2.8], [4.4, 6.8], [8.4, 10], [11.4, 14.4], [10.4, 18.4], [6.5, 19.8], [2.8, 17.6], [3.2, 13.6], [7, 9.8], [10.4, 6], [10.8, 2.8]],
  ] },
  // One ring on the other
  { share: 0.2, strokes: [
    [[7, 9.2], [3.8, 7.5], [3.2, 3.5], [7, 0.4], [10.8, 3], [10.3, 7.3], [7, 9.2]],
    [[7, 9.4], [2.6, 12], [2.3, 16.5], [7, 19.8], [11.8, 17], [11.5, 12.2], [7, 9.4]],
  ] },
  // Open at the top
  { share: 0.35, strokes: [
    [[11.6, 2.6], [7.4, 0.3], [3.8, 3], [5, 7.2], [9.2, 11], [10.8, 15.2], [8.8, 19.3], [4.8, 19.3], [3.2, 15.6], [6, 11], [9.8, 6.6], [12.4, 1.2]],
  ] },
];

// prettier-ignore
const nine: readonly Skeleton[] = [
  // With a straight stem
  { share: 0.4, strokes: [
    [[11, 3.4], [7, 0.5], [3, 3], [2.6, 7.4], [6, 9.8], [10, 7.2], [11.2, 2.8, 'corner'], [11, 10], [10.4, 20]],
  ] },
  // With a curved tail
  { share: 0.3, strokes: [
    [[11, 4], [7.4, 0.5], [3, 2.8], [2.6, 7.4], [6.4, 9.8], [10.4, 7], [11.4, 3, 'corner'], [11.5, 10], [9.8, 17], [6, 19.8], [2.8, 18]],
  ] },
  // Leaning
  { share: 0.3, strokes: [
    [[10.8, 3], [7, 0.6], [3.2, 4], [3.8, 8.4], [8, 8.8], [11, 3.2, 'corner'], [9.6, 11], [7, 20]],
  ] },
];

/** By digit. */
export const skeletons: readonly (readonly Skeleton[])[] = [
  zero,
  one,
  two,
  three,
  four,
  five,
  six,
  seven,
  eight,
  nine,
];
