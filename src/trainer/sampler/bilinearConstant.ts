import type { SampleShapes } from './gridSample';

/**
 * `grid_sample` for the default sampler, bilinear where all pixels outside are the same: what `AxisTaps` would give,
 * several times as fast, because an engine calls it in every training step.
 * @param outside what the pixels outside are: 0 for PyTorch's zero padding
 * @param output filled with `outside`, is written: [count, output.height, output.width, channels]
 * @param slopes zeros, is written: d output / d (x, y) of the grid, [count, output.height, output.width, channels, 2]
 */
export function sampleBilinearConstant(
  images: Float32Array,
  grid: Float32Array,
  { count, input, output: size }: SampleShapes,
  alignCorners: boolean,
  outside: number,
  output: Float32Array,
  slopes?: Float32Array,
): void {
  const { height, width, channels } = input;
  const scaleX = (alignCorners ? width - 1 : width) / 2;
  const scaleY = (alignCorners ? height - 1 : height) / 2;
  const low = alignCorners ? 0 : -0.5;
  const pointsOfImage = size.height * size.width;
  const rowLength = width * channels;
  for (let point = 0; point < count * pointsOfImage; point++) {
    const x = (grid[2 * point] + 1) * scaleX + low;
    const y = (grid[2 * point + 1] + 1) * scaleY + low;
    const left = Math.floor(x);
    const top = Math.floor(y);
    const isLeftIn = left >= 0 && left < width;
    const isRightIn = left >= -1 && left < width - 1;
    const isTopIn = top >= 0 && top < height;
    const isBottomIn = top >= -1 && top < height - 1;
    // Outside, and for whatever is not finite, all stays as it is.
    if (!((isLeftIn || isRightIn) && (isTopIn || isBottomIn))) continue;
    const shareX = x - left;
    const shareY = y - top;
    const image = Math.floor(point / pointsOfImage) * height * rowLength;
    for (let c = 0; c < channels; c++) {
      const pixel = image + top * rowLength + left * channels + c;
      const topLeft = isTopIn && isLeftIn ? images[pixel] : outside;
      const topRight = isTopIn && isRightIn ? images[pixel + channels] : outside;
      const bottomLeft = isBottomIn && isLeftIn ? images[pixel + rowLength] : outside;
      const bottomRight = isBottomIn && isRightIn ? images[pixel + rowLength + channels] : outside;
      const above = topLeft + shareX * (topRight - topLeft);
      const below = bottomLeft + shareX * (bottomRight - bottomLeft);
      const at = point * channels + c;
      output[at] = above + shareY * (below - above);
      if (slopes) {
        const alongTop = topRight - topLeft;
        slopes[2 * at] = scaleX * (alongTop + shareY * (bottomRight - bottomLeft - alongTop));
        slopes[2 * at + 1] = scaleY * (below - above);
      }
    }
  }
}
