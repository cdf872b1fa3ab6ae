import { plainFeatures, detectFeatures } from '../../src/trainer/engines/wasm/features';
import { createWasmEngine, wasmEngine } from '../../src/trainer/engines/wasm/engine';
import { describeEngineConformance } from './engineConformance';
import { describeOptimizerConformance } from './optimizerConformance';
import { basicCases } from './smallCases';

describeEngineConformance(
  'wasm, plain SIMD, one thread',
  (network, options) => createWasmEngine(network, { ...options, threads: 1 }, plainFeatures),
  { golden: 1e-5, differences: 2e-5 },
  0,
  basicCases(),
);
if (detectFeatures().relaxedSimd) {
  describeEngineConformance(
    'wasm, relaxed SIMD',
    wasmEngine,
    { golden: 1e-4, differences: 1e-4 },
    0,
    basicCases(),
  );
}

describeOptimizerConformance('wasm', wasmEngine, 1e-5);
