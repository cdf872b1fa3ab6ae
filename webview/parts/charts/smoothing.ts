/** Curves without their noise. */
import { drawable, type Series } from './series';

/** On an axis as wide as it is shown: where points are closer, they count for less. */
const steps = 1000;

/**
 * The exponential moving average of a series, extended as that grows. A step back, which is a thousandth of the axis or
 * one point where those are farther apart, counts `weight` times as much: so a smoothed curve looks alike however many
 * points it has, and zooming in shows more of it. It is divided by the sum of the weights there are (Kingma & Ba 2015,
 * section 3), so that it begins at the first point and not at zero. Gaps stay gaps, and no gap counts.
 */
export class MovingAverage {
  private origin = {};
  private values = new Float32Array();
  private done = 0;
  private mean = 0;
  private sum = 0;
  private followed: readonly unknown[] = [];

  /**
   * @param weight from 0 (the series itself) to below 1
   * @param width of the axis, in epochs
   */
  follow(series: Series, weight: number, width: number): Series {
    if (weight === 0) return series;
    const { length, at, values, batchesPerEpoch } = series;
    const followed = [series.origin, weight, width];
    if (!followed.every((value, position) => value === this.followed[position])) {
      this.followed = followed;
      this.origin = {};
      [this.done, this.mean, this.sum] = [0, 0, 0];
    }
    if (this.values.length < length) {
      const room = new Float32Array(values.length);
      room.set(this.values.subarray(0, this.done));
      this.values = room;
    }
    const step = (width * batchesPerEpoch) / steps;
    let [gap, kept] = [step, weight];
    for (let place = this.done; place < length; place++) {
      const distance = place === 0 ? step : at[place] - at[place - 1];
      // Mostly the same, and a power takes longer than all the rest.
      if (distance !== gap) [gap, kept] = [distance, weight ** Math.min(1, distance / step)];
      const value = drawable(values[place]);
      if (!Number.isNaN(value)) {
        this.mean = kept * this.mean + (1 - kept) * value;
        this.sum = kept * this.sum + (1 - kept);
      }
      this.values[place] = Number.isNaN(value) ? NaN : this.mean / this.sum;
    }
    this.done = length;
    return { ...series, origin: this.origin, values: this.values };
  }
}
