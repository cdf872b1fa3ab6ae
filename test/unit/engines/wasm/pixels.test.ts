/** Images given as pixels: the same numbers as normalised outside, whatever their size and however empty they are. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultConfig } from '../../../../src/shared/config';
import { mnistNormalization, normalizationTable } from '../../../../src/trainer/data/normalization';
import { numbersOf } from '../../../../src/trainer/engines/images';
import { createWasmEngine } from '../../../../src/trainer/engines/wasm/engine';
import { plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import { initialWeights } from '../../../../src/trainer/model/initialise';
import { describeNetwork } from '../../../../src/shared/network/describeNetwork';
import { randomStreams } from '../../../../src/trainer/random';

const { transformer, network, localization } = defaultConfig();
const plain = {
  ...defaultConfig(),
  transformer: { ...transformer, kind: 'none' as const },
  localization: { ...localization, hidden: [] },
  network: { ...network, kind: 'fcn' as const },
};
const table = normalizationTable(mnistNormalization);
const labels = Uint8Array.of(3, 1, 4);

it.each([
  { height: 28, width: 28, channels: 1 },
  { height: 5, width: 7, channels: 1 },
  { height: 3, width: 5, channels: 3 },
])('gives bit for bit the same from pixels as from their numbers: %o', async (size) => {
  const length = size.height * size.width * size.channels;
  const spec = describeNetwork(plain, size, 10);
  const engine = await createWasmEngine(spec, { batchSize: 3, threads: 1 }, plainFeatures);
  engine.writeWeights(initialWeights(spec, randomStreams(1).weights));
  const pixel = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(255) });
  const images = fc.uint8Array({ minLength: 3 * length, maxLength: 3 * length });
  const sparse = fc
    .array(pixel, { minLength: 3 * length, maxLength: 3 * length })
    .map((all) => Uint8Array.from(all));
  fc.assert(
    fc.property(fc.oneof(images, sparse), (pixels) => {
      const given = { pixels, table };
      const numbers = numbersOf(given);
      expect(engine.infer(given, 3)).toEqual(engine.infer(numbers, 3));
      // Larger than the engine's batch: the images are taken some at a time.
      const twice = Uint8Array.from([...pixels, ...pixels]);
      expect(engine.infer({ pixels: twice, table }, 6).logProbabilities.subarray(0, 30)).toEqual(
        engine.infer(numbers, 3).logProbabilities,
      );
      expect(engine.evaluate({ images: given, labels, count: 3 })).toEqual(
        engine.evaluate({ images: numbers, labels, count: 3 }),
      );
    }),
    { numRuns: 30 },
  );
  engine.dispose();
});
