/** Images of several classes summed up, pixel by pixel: each class's mean image, and how far its images differ from it. */

export class ClassImages {
  private readonly counts: Uint32Array;
  private readonly sums: Float64Array[];
  private readonly squares: Float64Array[];

  /** @param pixels numbers an image */
  constructor(
    classes: number,
    private readonly pixels: number,
  ) {
    this.counts = new Uint32Array(classes);
    this.sums = Array.from({ length: classes }, () => new Float64Array(pixels));
    this.squares = Array.from({ length: classes }, () => new Float64Array(pixels));
  }

  /** @param images of which the one that begins at `from` is added */
  add(label: number, images: Uint8Array, from: number): void {
    const [sums, squares] = [this.sums[label], this.squares[label]];
    this.counts[label]++;
    for (let pixel = 0; pixel < this.pixels; pixel++) {
      const value = images[from + pixel];
      sums[pixel] += value;
      squares[pixel] += value * value;
    }
  }

  /** Mean image of each class, one after the other, as bytes; black where a class has none. */
  means(): Uint8Array {
    return this.asBytes((sum, _square, count) => sum / count);
  }

  /** Standard deviation of each class's pixels, likewise, doubled: 127.5 is the most that bytes can have. */
  doubledDeviations(): Uint8Array {
    return this.asBytes(
      (sum, square, count) => 2 * Math.sqrt(Math.max(0, square / count - (sum / count) ** 2)),
    );
  }

  /**
   * How well the images of a class lie on one another: the share of the pixels' variance that the class explains, which is
   * the correlation ratio η² (R. A. Fisher, Statistical Methods for Research Workers, 1925), 1 − within / total sum of
   * squares over all pixels. 0: classes look alike on average, as digits anywhere do; 1: all images of a class are the same.
   * Unlike the entropy that congealing lowers (Learned-Miller 2006), it gains nothing from images that shrink or pale.
   * NaN where no pixel varies.
   */
  explainedShare(): number {
    let [within, total] = [0, 0];
    const images = this.counts.reduce((sum, count) => sum + count, 0);
    for (let pixel = 0; pixel < this.pixels; pixel++) {
      let [sum, square, between] = [0, 0, 0];
      this.counts.forEach((count, label) => {
        if (count === 0) return;
        sum += this.sums[label][pixel];
        square += this.squares[label][pixel];
        between += this.sums[label][pixel] ** 2 / count;
      });
      within += square - between;
      total += square - sum ** 2 / images;
    }
    // Rounding leaves a little where nothing varies.
    return total > 1e-9 * images ? 1 - within / total : NaN;
  }

  private asBytes(value: (sum: number, square: number, count: number) => number): Uint8Array {
    const bytes = new Uint8ClampedArray(this.counts.length * this.pixels);
    this.counts.forEach((count, label) => {
      if (count === 0) return;
      for (let pixel = 0; pixel < this.pixels; pixel++) {
        const [sum, square] = [this.sums[label][pixel], this.squares[label][pixel]];
        bytes[label * this.pixels + pixel] = value(sum, square, count);
      }
    });
    return new Uint8Array(bytes.buffer);
  }
}
