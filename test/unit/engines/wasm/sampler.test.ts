import { describe, expect, it } from 'vitest';
import {
  goldenAffineGrid,
  goldenGridSample,
  relativeError,
  type GridSampleCase,
} from '../../../support/golden';
import { ModuleBuilder } from '../../../../src/trainer/engines/wasm/assembler';
import { plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import { baseCoordinates, samplerForward } from '../../../../src/trainer/engines/wasm/kernels/sampler';
import type { PlanarImage, SamplerPlan } from '../../../../src/trainer/engines/wasm/layout';
import { webAssembly } from '../../../../src/trainer/engines/wasm/webAssembly';

describe('sampler', () => {
  it.each(
    goldenGridSample().map((item) => ({
      ...item,
      sizes: `${item.input.shape.join('×')} to ${item.output.shape.join('×')}`,
    })),
  )(
    '$mode, $padding, alignCorners $alignCorners, $sizes equals PyTorch’s output and grid gradient',
    (item) => {
      const { output, gridGradient } = sample(item);
      expect(relativeError(output, item.output.values)).toBeLessThan(1e-5);
      expect(relativeError(gridGradient, item.gradGrid.values)).toBeLessThan(1e-5);
    },
  );

  it('has the base grid of PyTorch’s affine_grid', () => {
    for (const { alignCorners, theta, grid } of goldenAffineGrid()) {
      const [count, height, width] = grid.shape;
      const xs = baseCoordinates(width, alignCorners);
      const ys = baseCoordinates(height, alignCorners);
      const computed = [...Array(count).keys()].flatMap((image) =>
        ys.flatMap((y) =>
          xs.flatMap((x) =>
            [0, 3].map((row) => {
              const [a, b, c] = theta.values.slice(image * 6 + row);
              return a * x + b * y + c;
            }),
          ),
        ),
      );
      expect(relativeError(computed, grid.values)).toBeLessThan(1e-6);
    }
  });
});

/** Samples at any grid: the base grid is the grid itself and theta the identity. */
function sample(item: GridSampleCase): { output: Float32Array; gridGradient: Float32Array } {
  const [count, height, width, channels] = item.input.shape;
  const [, outHeight, outWidth] = item.output.shape;
  let top = 64;
  const take = (bytes: number) => {
    top += bytes + 64;
    return top - bytes - 64;
  };
  const image = (size: PlanarImage['size']): PlanarImage => {
    const rowPitch = Math.ceil(size.width / 4) * 16;
    const planePitch = rowPitch * size.height;
    const pitch = planePitch * size.channels;
    return { size, rowPitch, planePitch, buffer: { space: 'batch', offset: take(pitch), pitch } };
  };
  const input = image({ height, width, channels });
  const output = image({ height: outHeight, width: outWidth, channels });
  const { pitch } = output.buffer;
  const like = () => ({ space: 'batch' as const, offset: take(pitch), pitch });
  const plan: SamplerPlan = {
    input,
    output,
    outputGradient: like(),
    derivativeX: like(),
    derivativeY: like(),
    baseX: take(output.planePitch),
    baseY: take(output.planePitch),
  };
  const pages = Math.ceil(top / 65536);
  const module = new ModuleBuilder({ pages, shared: false });
  const context = { module, multiplyAdd: plainFeatures.multiplyAdd, vectorsAtOnce: 6 };
  module.export('sample', samplerForward(context, item, plan));
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages, shared: false });
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } });
  const floats = new Float32Array(memory.buffer);
  floats.set([1, 0, 0, 0, 1, 0], 0);

  const place = (planar: PlanarImage, start: number, y: number, x: number, channel: number) =>
    (start + channel * planar.planePitch + y * planar.rowPitch) / 4 + x;
  const result = {
    output: new Float32Array(item.output.values.length),
    gridGradient: new Float32Array(item.grid.values.length),
  };
  const unit = (size: number) => (item.alignCorners ? size - 1 : size) / 2;
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++)
          floats[place(input, input.buffer.offset, y, x, c)] =
            item.input.values[((n * height + y) * width + x) * channels + c];
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++) {
        const at = ((n * outHeight + y) * outWidth + x) * 2;
        floats[place(output, plan.baseX, y, x, 0)] = item.grid.values[at];
        floats[place(output, plan.baseY, y, x, 0)] = item.grid.values[at + 1];
      }
    exports.sample(
      0,
      input.buffer.offset,
      output.buffer.offset,
      plan.derivativeX.offset,
      plan.derivativeY.offset,
    );
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++)
        for (let c = 0; c < channels; c++) {
          const pixel = (n * outHeight + y) * outWidth + x;
          const gradient = item.gradOutput.values[pixel * channels + c];
          result.output[pixel * channels + c] = floats[place(output, output.buffer.offset, y, x, c)];
          result.gridGradient[pixel * 2] +=
            gradient * floats[place(output, plan.derivativeX.offset, y, x, c)] * unit(width);
          result.gridGradient[pixel * 2 + 1] +=
            gradient * floats[place(output, plan.derivativeY.offset, y, x, c)] * unit(height);
        }
  }
  return result;
}
