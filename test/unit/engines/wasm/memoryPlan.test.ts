import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../../src/shared/config';
import { plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import type { ImageBuffer, LayerPlan } from '../../../../src/trainer/engines/wasm/layout';
import { planMemory } from '../../../../src/trainer/engines/wasm/memoryPlan';
import { describeNetwork } from '../../../../src/shared/network/describeNetwork';
import { UserError } from '../../../../src/trainer/userError';

const plan = (change: Partial<Config>, batchSize: number, threads: number, edge = 28, channels = 1) =>
  planMemory(
    describeNetwork({ ...defaultConfig(), ...change }, { height: edge, width: edge, channels }, 10),
    batchSize,
    threads,
    plainFeatures.vectorsAtOnce,
  );

describe('memory plan', () => {
  it.each([
    ['the tutorial', {}],
    ['two bounded splines', { kind: 'tps' as const, bounded: true, count: 2, outsidePenalty: 1 }],
  ])('keeps buffers apart: %s', (_, transformer) => {
    const change = { transformer: { ...defaultConfig().transformer, ...transformer } };
    const planned = plan(change, 64, 2);
    const layers = [...planned.localization, ...planned.classifier];
    const { sampler } = planned;
    if (!sampler) throw new Error('The tutorial has a transformer');
    const buffers: ImageBuffer[] = [
      ...layers.flatMap((layer: LayerPlan) => [
        layer.output,
        layer.outputGradient,
        ...(layer.kind === 'convolution' ? [layer.argmax] : []),
      ]),
      planned.images.buffer,
      planned.logProbabilities,
      sampler.output.buffer,
      sampler.outputGradient,
      sampler.derivativeX,
      sampler.derivativeY,
      ...planned.transformers.flatMap(({ grid }) =>
        grid.spline ? [grid.spline.work, grid.coefficients, grid.coefficientsGradient] : [],
      ),
    ];
    for (const space of ['batch', 'block'] as const) {
      const images = space === 'batch' ? 64 : 8;
      const ranges = buffers
        .filter((buffer) => buffer.space === space)
        .map(({ offset, pitch }) => ({ from: offset, to: offset + pitch * images }))
        .sort((a, b) => a.from - b.from);
      expect(ranges.length).toBeGreaterThan(4);
      ranges.reduce((before, range) => {
        expect(range.from).toBeGreaterThanOrEqual(before.to);
        return range;
      });
    }
  });

  it('is small for the tutorial’s network', () => {
    expect((plan({}, 64, 2).pages * 65536) / 2 ** 20).toBeLessThan(10);
  });

  it('grows with the threads by their work space only', () => {
    const one = plan({}, 64, 1);
    const four = plan({}, 64, 4);
    expect(four.pages - one.pages).toBeCloseTo((3 * one.scratchBytes) / 65536, -1);
    expect(four.scratch).toBe(one.scratch);
  });

  it('refuses what WebAssembly can’t address, with the sizes', () => {
    const layers = { filters: [64], kernels: [1], hidden: [1024] };
    const huge = {
      localization: { ...defaultConfig().localization, ...layers },
      classifier: { ...layers, dropout: 0.5 },
    };
    const attempt = () => plan(huge, 1024, 8, 120, 4);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(
      /needs \d{4,} MB .*weights \d+ MB, gradients and optimizer \d+ MB, batches of 1024 images \d+ MB, work space of 8 threads \d+ MB.* 4096 MB/,
    );
  });
});
