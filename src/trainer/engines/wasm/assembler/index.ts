/** The code generator: WebAssembly bytes from typed expressions and statements, in exactly the order they are written. */
export { callResult, FunctionBuilder, type Callable, type Local } from './functionBuilder';
export * from './instructions';
export { ModuleBuilder, type MemoryLimits } from './moduleBuilder';
