import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/shared/parseConfig';
import { describeNetwork } from '../../../src/shared/network/describeNetwork';
import {
  allLayers,
  averagePooled,
  parameterCount,
  weightShapes,
  type NetworkSpec,
} from '../../../src/shared/network/network';

function networkOf(settings: object, edge = 28, { channels = 1, classes = 10 } = {}): NetworkSpec {
  const parsed = parseConfig({ 'distortion.size': edge, ...settings });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return describeNetwork(parsed.value, { height: edge, width: edge, channels }, classes, -0.42);
}

/** "localization.convolution1 5×5×20", "classifier.hidden1 256": as one reads them in the paper. */
function layersOf(network: NetworkSpec): string[] {
  return allLayers(network).map((layer) =>
    layer.kind === 'convolution'
      ? `${layer.name} ${layer.kernel}×${layer.kernel}×${layer.output.channels} to ${layer.output.height}×${layer.output.width}`
      : `${layer.name} ${layer.outputs}`,
  );
}

const fcn = { 'network.kind': 'fcn' };
const cnn = { 'network.kind': 'cnn' };
const alone = { 'transformer.kind': 'none' };
/** Half of 28×28 would be too small for ST-CNN's localization network. */
const whole = { 'localization.averagePool': 'no' };

describe('the paper’s networks', () => {
  it('have its layers', () => {
    expect(layersOf(networkOf({ ...fcn }))).toEqual([
      'localization.hidden1 32',
      'localization.hidden2 32',
      'localization.hidden3 32',
      'localization.theta 6',
      'classifier.hidden1 256',
      'classifier.hidden2 256',
      'classifier.logits 10',
    ]);
    expect(layersOf(networkOf({ ...cnn }, 42))).toEqual([
      'localization.convolution1 5×5×20 to 8×8',
      'localization.convolution2 5×5×20 to 2×2',
      'localization.hidden 20',
      'localization.theta 6',
      'classifier.convolution1 9×9×32 to 17×17',
      'classifier.convolution2 7×7×32 to 5×5',
      'classifier.logits 10',
    ]);
  });

  it.each([
    ['FCN', { ...fcn, ...alone }, 28, 269_322],
    ['FCN', { ...fcn, ...alone }, 42, 520_202],
    ['ST-FCN', fcn, 28, 296_752],
    ['ST-FCN', fcn, 42, 578_992],
    ['CNN', { ...cnn, ...alone }, 28, 54_122],
    ['CNN', { ...cnn, ...alone }, 42, 60_842],
    ['ST-CNN', { ...cnn, ...whole }, 28, 71_208],
    ['ST-CNN', cnn, 42, 73_128],
  ])('%s: %j at %d pixels have %d weights', (_, settings, edge, count) => {
    expect(parameterCount(networkOf(settings, edge))).toBe(count);
  });

  it('see the image halved only in ST-CNN’s localization network', () => {
    expect(networkOf(cnn, 42).localizationPool).toBe(2);
    expect(networkOf(fcn, 42).localizationPool).toBe(1);
    expect(networkOf({}, 42).localizationPool).toBe(1);
  });
});

describe('a parameter budget', () => {
  it.each([28, 42])('is met within 3 %% by all four networks at %d pixels', (edge) => {
    const networks = [{ ...fcn, ...alone }, fcn, { ...cnn, ...alone }, { ...cnn, ...whole }];
    for (const settings of networks) {
      const count = parameterCount(networkOf({ ...settings, 'network.parameters': 150_000 }, edge));
      expect(Math.abs(count / 150_000 - 1)).toBeLessThan(0.03);
    }
  });

  it('changes the widths of the classifier together, and nothing else', () => {
    const network = networkOf({ ...cnn, ...whole, 'network.parameters': 150_000 });
    const [first, second] = network.classifier;
    if (first.kind !== 'convolution' || second.kind !== 'convolution') throw new Error('no convolutions');
    expect(first.output.channels).toBe(second.output.channels);
    expect(first.output.channels).toBeGreaterThan(32);
    expect(network.transformers).toEqual(networkOf({ ...cnn, ...whole }).transformers);
    expect(network.classifier.at(-1)).toMatchObject({ outputs: 10 });
  });

  it.each([
    ['more', { ...cnn, ...alone, 'network.parameters': 400_000 }, 28],
    ['less', { ...fcn, 'network.parameters': 1000 }, 28],
  ])('of %s than the widths allow is refused with the closest there is', (_, settings, edge) => {
    const parsed = parseConfig(settings);
    const [message] = parsed.ok ? [''] : parsed.problems;
    const closest = Number(/widths allow is (\d+); choose a budget near that, or 0\.$/.exec(message)?.[1]);
    const count = parameterCount(networkOf({ ...settings, 'network.parameters': closest }, edge));
    expect(count).toBe(closest);
  });
});

describe('the transformers', () => {
  it('side by side have layers of their own and add channels to what the classifier reads', () => {
    const network = networkOf({ 'transformer.count': 2, 'transformer.kind': 'tps' }, 42, { channels: 2 });
    expect(network.transformed).toEqual({ height: 42, width: 42, channels: 4 });
    const shapes = new Map(weightShapes(network).map(({ name, shape }) => [name, shape]));
    expect([...shapes.keys()].filter((name) => name.startsWith('localization2.'))).toEqual([
      'localization2.convolution1.weight',
      'localization2.convolution1.bias',
      'localization2.convolution2.weight',
      'localization2.convolution2.bias',
      'localization2.hidden.weight',
      'localization2.hidden.bias',
      'localization2.theta.weight',
      'localization2.theta.bias',
    ]);
    expect(shapes.get('localization.theta.bias')).toEqual([32]);
    expect(shapes.get('localization2.convolution1.weight')).toEqual([7, 7, 2, 8]);
    expect(shapes.get('classifier.convolution1.weight')).toEqual([5, 5, 4, 10]);
  });

  it('give images of the size that is set, halved where that is set', () => {
    const network = networkOf({ ...cnn, 'transformer.outputSize': 56, 'transformer.averagePool': true }, 42);
    expect(network.transformed).toEqual({ height: 56, width: 56, channels: 1 });
    expect(network.averagePool).toBe(2);
    expect(network.classifier[0]).toMatchObject({ input: averagePooled(network.transformed, 2) });
    expect(network.localizationPool).toBe(2);
    expect(network.transformers[0].localization[0]).toMatchObject({ input: { height: 21, width: 21 } });
  });

  it('that are none leave the image to the classifier, whatever else is set for them', () => {
    const settings = {
      'transformer.outputSize': 14,
      'transformer.averagePool': true,
      'transformer.count': 2,
    };
    const network = networkOf({ ...alone, ...settings, 'transformer.outsidePenalty': 1 });
    expect(network).toMatchObject({ transformers: [], averagePool: 1, transformed: network.input });
    expect(network.penalty).toBeUndefined();
    expect(network.classifier).toEqual(networkOf({}).classifier);
  });

  it('have the penalties and the background that are set', () => {
    const network = networkOf({ 'transformer.identityPenalty': 0.5, 'sampler.padding': 'background' });
    expect(network.penalty).toEqual({ identity: 0.5, outside: 0 });
    expect(network.sampler).toMatchObject({ padding: 'background', background: -0.42 });
    expect(networkOf({}).penalty).toBeUndefined();
  });
});

describe('a network that does not fit its image is refused', () => {
  it.each([
    [
      'the image is too small for the localization network',
      cnn,
      'stn.network.kind "cnn" does not fit images of 28×28 (stn.distortion.kind "none"): localization.convolution2 gets 5×5 pixels, of which a 5×5 kernel leaves 1×1, and the 2×2 max-pool needs at least 2×2; use fewer or smaller kernels in stn.localization.kernels or set stn.localization.averagePool to "no".',
    ],
    [
      'the localization network is to see it halved',
      { 'localization.averagePool': 'yes' },
      'stn.network.kind "tutorial" does not fit stn.localization.averagePool "yes", which halves images of 28×28 (stn.distortion.kind "none"): localization.convolution2 gets 4×4 pixels, of which a 5×5 kernel leaves 0×0, and the 2×2 max-pool needs at least 2×2; use fewer or smaller kernels in stn.localization.kernels or set stn.localization.averagePool to "no".',
    ],
    [
      'a halved output is too small for the classifier',
      { ...cnn, 'distortion.kind': 'RTS', 'transformer.averagePool': true },
      'stn.network.kind "cnn" does not fit stn.transformer.averagePool true, which halves images of 42×42 (stn.distortion.kind "RTS"): classifier.convolution2 gets 6×6 pixels, of which a 7×7 kernel leaves 0×0, and the 2×2 max-pool needs at least 2×2; use fewer or smaller kernels in stn.classifier.kernels, raise stn.transformer.outputSize, or turn stn.transformer.averagePool off.',
    ],
    [
      'the output of an addition’s transformer is too small for the classifier',
      { task: 'addition', 'transformer.outputSize': 8, 'classifier.kernels': [5, 3] },
      'stn.classifier.kernels [5,3] does not fit stn.transformer.outputSize 8: classifier.convolution2 gets 2×2 pixels, of which a 3×3 kernel leaves 0×0, and the 2×2 max-pool needs at least 2×2; use fewer or smaller kernels in stn.classifier.kernels or raise stn.transformer.outputSize.',
    ],
    [
      'the image is too small for the classifier alone',
      { ...cnn, ...alone, 'distortion.size': 20 },
      'stn.network.kind "cnn" does not fit images of 20×20 (stn.distortion.size 20): classifier.convolution2 gets 6×6 pixels, of which a 7×7 kernel leaves 0×0, and the 2×2 max-pool needs at least 2×2; use fewer or smaller kernels in stn.classifier.kernels.',
    ],
    [
      'nothing is left of a single pixel that is halved',
      { ...fcn, 'transformer.outputSize': 1, 'transformer.averagePool': true },
      'stn.transformer.averagePool true does not fit stn.transformer.outputSize 1: nothing is left of 1×1 pixels that are halved; raise the size or turn the pool off.',
    ],
  ])('where %s', (_, settings, problem) => {
    expect(parseConfig(settings)).toEqual({ ok: false, problems: [problem] });
  });
});
