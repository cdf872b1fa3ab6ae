/** The most multiply-adds a second that one thread of this runtime reaches, as a program: prints them (JSON). */
import { f32x4, i32, ModuleBuilder, v128 } from '../../../src/trainer/engines/wasm/assembler';
import { detectFeatures } from '../../../src/trainer/engines/wasm/features';
import { webAssembly } from '../../../src/trainer/engines/wasm/webAssembly';

/** Sums at once, as products of loaded vectors with kept ones: hides an instruction's latency, fits sixteen registers. */
const LOADED = 4;
const KEPT = 2;
const ROUNDS = 2_000_000;
const REPETITIONS = 25;
const LANES = 4;

function main(): void {
  const { multiplyAdd, relaxedSimd } = detectFeatures();
  const module = new ModuleBuilder({ pages: 1, shared: false });
  const kernel = module.function('peak', [], (f) => {
    const kept = Array.from({ length: KEPT }, (_, number) => f.local('v128', f32x4.all(number)));
    const sums = Array.from({ length: LOADED * KEPT }, () => f.local('v128'));
    const loaded = f.local('v128');
    const round = f.local('i32');
    f.times(round, ROUNDS, 1, () => {
      for (let position = 0; position < LOADED; position++) {
        // From changing addresses: nothing can be computed once for all rounds.
        f.set(loaded, v128.load(i32.and(round, i32.const(0xff0)), position * 16));
        kept.forEach((factor, number) => {
          const sum = sums[position * KEPT + number];
          f.set(sum, multiplyAdd(loaded, factor, sum));
        });
      }
    });
    // Stored, so that no sum can be left out.
    sums.forEach((sum, number) => f.storeV128(i32.const(0), sum, number * 16));
  });
  module.export('peak', kernel);
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1, shared: false });
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } });
  let best = Infinity;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const began = performance.now();
    exports.peak();
    best = Math.min(best, (performance.now() - began) / 1000);
  }
  const perSecond = (LOADED * KEPT * LANES * ROUNDS) / best;
  console.log(JSON.stringify({ node: process.versions.node, relaxedSimd, perSecond }));
}

main();
