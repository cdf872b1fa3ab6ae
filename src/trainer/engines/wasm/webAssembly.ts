/** The part of the WebAssembly API that we use, typed here because Node's own types leave it out. */

export type WasmModule = object;

export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

export type WasmExports = Readonly<Record<string, (...operands: number[]) => number>>;

interface WebAssemblyApi {
  readonly validate: (bytes: Uint8Array) => boolean;
  Module: new (bytes: Uint8Array) => WasmModule;
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  Instance: new (
    module: WasmModule,
    imports: { env: Record<string, unknown> },
  ) => { readonly exports: WasmExports };
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
