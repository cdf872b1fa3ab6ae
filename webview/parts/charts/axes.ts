/** Axis ranges and ticks that keep still: they move in steps a person would choose, not with every point. */

export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/**
 * Epochs from 0 to the next round number past `position`, so that the axis grows in a few steps.
 * @param planned never grows past this
 */
export function epochAxis(position: number, planned: number): Axis {
  const max = Math.max(1, Math.min(planned, roundUp(Math.max(position, 1))));
  const step = Math.max(1, niceStep(max / 10, [1, 2, 5]));
  const ticks = multiples(step, 0, max);
  return { min: 0, max, ticks };
}

/** Test accuracy from 0 to 1 in percent, zoomed to the data; never past 100. */
export function accuracyAxis(shares: readonly number[]): Axis {
  const finite = shares.filter(Number.isFinite);
  if (finite.length === 0) return { min: 0, max: 100, ticks: [0, 20, 40, 60, 80, 100] };
  const low = Math.min(...finite) * 100;
  const high = Math.max(...finite) * 100;
  const step = niceStep(Math.max(high - low, 1) / 4);
  // Half a step of room, so that no point lies on the frame.
  const min = Math.max(0, Math.floor((low - step / 4) / step) * step);
  const max = Math.min(100, Math.ceil((high + step / 4) / step) * step);
  return { min, max, ticks: multiples(step, min, max) };
}

/**
 * Losses on a logarithmic axis: whole 1-2-5 steps around the data.
 * @param most labels that don't crowd; where there would be more, there are powers of ten, all or every so many
 */
export function lossAxis(losses: readonly number[], most = 12): Axis {
  let low = Infinity;
  let high = 0;
  for (const loss of losses) {
    if (!Number.isFinite(loss) || loss <= 0) continue;
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  if (high === 0) return { min: 0.1, max: 5, ticks: [0.1, 0.2, 0.5, 1, 2, 5] };
  const ladder = oneTwoFive(low, high);
  const min = ladder[0];
  const max = ladder[ladder.length - 1];
  if (ladder.length <= most) return { min, max, ticks: ladder };
  const powers = ladder.filter((value) => isPowerOfTen(value));
  const every = Math.ceil(powers.length / most);
  return { min, max, ticks: powers.filter((_, at) => (powers.length - 1 - at) % every === 0) };
}

/** Amounts on a linear axis that begins at zero. */
export function amountAxis(amounts: readonly number[]): Axis {
  const high = amounts.reduce((most, amount) => (Number.isFinite(amount) ? Math.max(most, amount) : most), 0);
  if (high === 0) return { min: 0, max: 1, ticks: [0, 1] };
  const step = niceStep(high / 4);
  const max = Math.ceil(high / step - 1e-9) * step;
  return { min: 0, max, ticks: multiples(step, 0, max) };
}

/** Labels that have room in the learning rate's chart, which is low. */
const mostRates = 6;

/**
 * Learning rates on a logarithmic axis, with room on both sides: mostly there is one alone. What a fiftieth of the points
 * lies below is left out: a cosine's last batches fall through seven powers of ten, and all before them would be one level
 * line at the top.
 */
export function rateAxis(rates: readonly number[]): Axis {
  const room = 1.5;
  const ascending = rates.filter((rate) => rate > 0).sort((a, b) => a - b);
  if (ascending.length === 0) return lossAxis([]);
  const [low, high] = [ascending[Math.floor(ascending.length / 50)], ascending[ascending.length - 1]];
  return lossAxis([low / room, high * room], mostRates);
}

/** A part of the epochs. */
export function spanAxis({ min, max }: Pick<Axis, 'min' | 'max'>): Axis {
  return { min, max, ticks: multiples(niceStep((max - min) / 8, [1, 2, 5]), min, max) };
}

/** The 1-2-5 numbers from the last at or below `low` to the first at or above `high`; at least two. */
function oneTwoFive(low: number, high: number): number[] {
  const ladder: number[] = [];
  // One power further at both ends, since a logarithm may round past a whole one.
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)) + 1; power++) {
    for (const mantissa of [1, 2, 5]) {
      // Through text, so that 2·10⁻² is 0.02 and not 0.020000000000000004.
      ladder.push(Number(`${mantissa}e${power}`));
    }
  }
  const from = ladder.findLastIndex((value) => value <= low);
  const to = ladder.findIndex((value, position) => value >= high && position > from);
  return ladder.slice(Math.max(0, from), to + 1);
}

function isPowerOfTen(value: number): boolean {
  return value.toExponential().startsWith('1e');
}

/** The smallest of the mantissas times a power of ten that is at least `rough`. */
function niceStep(rough: number, mantissas = [1, 2, 2.5, 5]): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const mantissa of mantissas) if (mantissa * power >= rough * 0.999) return mantissa * power;
  return 10 * power;
}

/** The next of 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, … */
function roundUp(value: number): number {
  if (value <= 6) return Math.ceil(value);
  const power = 10 ** Math.floor(Math.log10(value));
  for (const mantissa of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]) {
    const candidate = Math.round(mantissa * power);
    if (candidate >= value) return candidate;
  }
  return 10 * power;
}

function multiples(step: number, min: number, max: number): number[] {
  const ticks: number[] = [];
  for (let at = Math.ceil(min / step - 1e-9); at * step <= max + 1e-9; at++) {
    ticks.push(Number((at * step).toPrecision(12)));
  }
  return ticks;
}

/**
 * Both axes of a scatter plot: round numbers around all values.
 * @param isAngle in degrees, whose round numbers are parts of a turn
 */
export function scatterAxis(values: readonly number[], isAngle: boolean): Axis {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { min: -1, max: 1, ticks: [-1, 0, 1] };
  const low = finite.reduce((least, value) => Math.min(least, value));
  const high = finite.reduce((most, value) => Math.max(most, value));
  const rough = Math.max(high - low, 1e-6) / 8;
  const step = isAngle ? ([5, 10, 15, 30, 45].find((angle) => angle >= rough) ?? 60) : niceStep(rough);
  const min = Math.floor(low / step + 1e-9) * step;
  const max = Math.ceil(high / step - 1e-9) * step;
  const ticks = multiples(step, min, max > min ? max : min + step);
  return { min: ticks[0], max: ticks[ticks.length - 1], ticks };
}
