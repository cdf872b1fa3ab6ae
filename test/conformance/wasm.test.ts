import { plainFeatures, detectFeatures } from '../../src/trainer/engines/wasm/features';
import { createWasmEngine, wasmEngine } from '../../src/trainer/engines/wasm/engine';
import { describeEngineConformance } from './engineConformance';
import { describeOptimizerConformance } from './optimizerConformance';
import { describeOptimizerRoundTrip } from './optimizerRoundTrip';

describeEngineConformance(
  'wasm, plain SIMD, one thread',
  (network, options) => createWasmEngine(network, { ...options, threads: 1 }, plainFeatures),
  { golden: 1e-5, differences: 2e-5 },
);
if (detectFeatures().relaxedSimd) {
  describeEngineConformance('wasm, relaxed SIMD', wasmEngine, { golden: 1e-4, differences: 1e-4 });
}

describeOptimizerConformance('wasm', wasmEngine, 1e-5);
describeOptimizerRoundTrip('wasm', wasmEngine);
