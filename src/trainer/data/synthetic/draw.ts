/** Draws one synthetic digit: a way of writing it, a hand's shape, a pen, and a pose, all from the seed. */
import { imageSize } from '../types';
import { followCurve, type Point } from './curve';
import { drawLine, type Dab } from './pen';
import { mix, randomOf, type Random } from './random';
import { skeletonBox, skeletons, type ControlPoint, type Skeleton } from './skeletons';

const streams = { train: 1, test: 2 } as const;

const { height, width } = imageSize;

/** As in MNIST, a digit of usual size is so many pixels high or wide, whichever is more. */
const usualSize = 20;

/** Pixels that stay free at the image's edge. */
const margin = 1.5;

const limits = {
  /** tan(15°/2): half the angle, since a rotation is rational in its tangent. */
  rotation: 0.13165,
  slant: 0.28,
  /** Of the usual size. */
  scale: [0.82, 1.08],
  aspect: [0.82, 1.42],
  /** Pixels. */
  translation: 2.2,
} as const;

/**
 * @param index of the image in its stream; each ten successive images hold every digit once
 * @param into receives the image's raw pixels, [height, width]
 * @returns the digit
 */
export function drawDigit(
  seed: number,
  stream: keyof typeof streams,
  index: number,
  into: Uint8Array,
): number {
  const digit = digitAt(seed, streams[stream], index);
  const random = randomOf(seed, streams[stream], index);
  const skeleton = choose(skeletons[digit], random);
  const strokes = deform(skeleton, random).map(followCurve);
  const softness = random.between(0.9, 1.4);
  const radius = random.between(0.8, 1.8);
  const placed = place(strokes, radius, random);
  const ink = new Float64Array(height * width);
  for (const stroke of placed) drawLine(ink, width, height, press(stroke, radius, random), softness);
  const darkness = random.between(0.95, 1.35);
  for (let pixel = 0; pixel < ink.length; pixel++) {
    into[pixel] = ink[pixel] > 0 ? shade(ink[pixel] * darkness, random) : 0;
  }
  return digit;
}

function digitAt(seed: number, stream: number, index: number): number {
  const block = Math.floor(index / 10);
  const start = mix(seed ^ mix(block * 4 + stream)) >>> 0;
  return (start + 7 * (index % 10)) % 10;
}

function choose(ways: readonly Skeleton[], random: Random): Skeleton {
  let left = random.between(0, 1);
  for (const way of ways) {
    left -= way.share;
    if (left < 0) return way;
  }
  return ways[ways.length - 1];
}

/** Gives the skeleton a hand's own shape: bends all of it together, then moves each point a little. */
function deform({ strokes }: Skeleton, random: Random): ControlPoint[][] {
  const bend = Array.from({ length: 8 }, () => random.around(1));
  const wobble = random.between(0.15, 0.7);
  return strokes.map((stroke) => {
    const shiftX = random.around(0.3);
    const shiftY = random.around(0.3);
    // A hand that is off stays off for a while: neighbours move alike, and curves stay smooth.
    let offX = 0;
    let offY = 0;
    return stroke.map(([x, y, corner]): ControlPoint => {
      const u = (2 * x) / skeletonBox.width - 1;
      const v = (2 * y) / skeletonBox.height - 1;
      const bentX =
        x + shiftX + 1.1 * (bend[0] * v * v + bend[1] * u * v + bend[2] * u * u + bend[3] * v * v * v);
      const bentY = y + shiftY + 1.1 * (bend[4] * v * v + bend[5] * u * v + bend[6] * u * u + bend[7] * v);
      offX = 0.6 * offX + random.around(wobble);
      offY = 0.6 * offY + random.around(wobble);
      const moved = [bentX + offX, bentY + offY] as const;
      return corner ? [...moved, corner] : moved;
    });
  });
}

/** Slants, stretches and turns the strokes, scales them to a size and puts their centre of mass near the image's. */
function place(strokes: readonly Point[][], radius: number, random: Random): Point[][] {
  const slant = random.around(limits.slant / 2) + 0.08;
  const aspect = random.between(...limits.aspect);
  const tangent = random.between(-limits.rotation, limits.rotation);
  const cosine = (1 - tangent * tangent) / (1 + tangent * tangent);
  const sine = (2 * tangent) / (1 + tangent * tangent);
  const turned = strokes.map((stroke) =>
    stroke.map(({ x, y }) => {
      const stretched = x * aspect - slant * (y - skeletonBox.height / 2);
      return { x: cosine * stretched - sine * y, y: sine * stretched + cosine * y };
    }),
  );
  const bounds = boundsOf(turned);
  const size = usualSize * random.between(...limits.scale) - 2 * radius;
  const scale = size / Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top);
  const mass = centreOfMass(turned);
  const moved = (centre: number, low: number, high: number, middle: number, length: number): number => {
    const wished = length / 2 + random.between(-limits.translation, limits.translation) - centre * scale;
    // The ink stays in the image.
    const least = margin + radius - low * scale;
    const most = length - margin - radius - high * scale;
    return least <= most ? Math.min(most, Math.max(least, wished)) : length / 2 - middle * scale;
  };
  const dx = moved(mass.x, bounds.left, bounds.right, (bounds.left + bounds.right) / 2, width);
  const dy = moved(mass.y, bounds.top, bounds.bottom, (bounds.top + bounds.bottom) / 2, height);
  return turned.map((stroke) => stroke.map(({ x, y }) => ({ x: x * scale + dx, y: y * scale + dy })));
}

function boundsOf(strokes: readonly Point[][]): { left: number; right: number; top: number; bottom: number } {
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const stroke of strokes) {
    for (const { x, y } of stroke) {
      if (x < bounds.left) bounds.left = x;
      if (x > bounds.right) bounds.right = x;
      if (y < bounds.top) bounds.top = y;
      if (y > bounds.bottom) bounds.bottom = y;
    }
  }
  return bounds;
}

function centreOfMass(strokes: readonly Point[][]): Point {
  let mass = 0;
  let x = 0;
  let y = 0;
  for (const stroke of strokes) {
    for (let at = 0; at + 1 < stroke.length; at++) {
      const start = stroke[at];
      const end = stroke[at + 1];
      const dx = end.x - start.x;
      const dy = end.y - start.y;
      const length = Math.sqrt(dx * dx + dy * dy);
      mass += length;
      x += (length * (start.x + end.x)) / 2;
      y += (length * (start.y + end.y)) / 2;
    }
  }
  return { x: x / mass, y: y / mass };
}

/** The pen's pressure rises and falls along a stroke, and often fades at its end. */
function press(stroke: readonly Point[], radius: number, random: Random): Dab[] {
  const tilt = random.around(0.12);
  const arch = random.around(0.12);
  const fade = random.between(0, 0.45);
  return stroke.map(({ x, y }, at) => {
    const t = (2 * at) / (stroke.length - 1) - 1;
    const end = Math.max(0, t - 0.7) / 0.3;
    const pressure = (1 + tilt * t + arch * (1 - 2 * t * t)) * (1 - fade * end * end);
    return { x, y, radius: Math.max(0.5, radius * pressure) };
  });
}

/** Paper and scanner: ink is a little uneven, paper is not. */
function shade(ink: number, random: Random): number {
  return Math.min(255, Math.max(0, Math.round(255 * ink + random.between(-15, 15))));
}
