/** What this runtime's WebAssembly accepts, found by trial compilation. */
import { UserError } from '../../userError';
import { webAssembly } from './webAssembly';
import { f32x4, ModuleBuilder, plainMultiplyAdd, relaxedMultiplyAdd, type MultiplyAdd } from './assembler';

export interface Features {
  readonly relaxedSimd: boolean;
  readonly multiplyAdd: MultiplyAdd;
  /** Sums that a loop which loads as many vectors can hold in registers. */
  readonly vectorsAtOnce: number;
}

/** @throws UserError where there is no SIMD at all */
export function detectFeatures(validate = webAssembly.validate): Features {
  if (validate(trialModule(relaxedMultiplyAdd)))
    return { relaxedSimd: true, multiplyAdd: relaxedMultiplyAdd, vectorsAtOnce: 8 };
  if (validate(trialModule(plainMultiplyAdd))) return plainFeatures;
  throw new UserError(
    'The wasm engine needs WebAssembly SIMD, which this Node.js does not offer; use Node.js 20 or newer on a processor with SSE4.1 or NEON, or choose "tensorflow" in stn.engine.',
  );
}

/** What every runtime with SIMD accepts. */
export const plainFeatures: Features = {
  relaxedSimd: false,
  multiplyAdd: plainMultiplyAdd,
  // Fewer: where multiplication and addition are two instructions, the products take registers too.
  vectorsAtOnce: 7,
};

function trialModule(multiplyAdd: MultiplyAdd): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ pages: 1, shared: false });
  module.function('trial', [], (f) => {
    f.local('v128', multiplyAdd(f32x4.all(1), f32x4.all(2), f32x4.all(3)));
  });
  return module.encode();
}
