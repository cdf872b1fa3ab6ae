/** Functions that WebAssembly lacks and the host lends: float64, and the same in every thread. */
import type { Callable, ModuleBuilder } from '../assembler';

export const mathFunctions = {
  exp: Math.exp,
  log: Math.log,
  cos: Math.cos,
  sin: Math.sin,
  tanh: Math.tanh,
};

/** Each from f64 to f64. */
export type MathImports = Readonly<Record<keyof typeof mathFunctions, Callable>>;

export function importMath(module: ModuleBuilder): MathImports {
  const declare = (name: keyof typeof mathFunctions) => module.import(name, ['f64'], 'f64');
  return {
    exp: declare('exp'),
    log: declare('log'),
    cos: declare('cos'),
    sin: declare('sin'),
    tanh: declare('tanh'),
  };
}
