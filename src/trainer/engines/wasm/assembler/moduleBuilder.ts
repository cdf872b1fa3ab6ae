/** A module: one imported memory, imported functions, functions of its own and exports. */
import { name, section, unsigned, vector } from './encoding';
import { FunctionBuilder, typeCodes, type Callable } from './functionBuilder';
import type { ValueType } from './instructions';

export interface MemoryLimits {
  /** Of 64 KiB each; the memory never grows. */
  readonly pages: number;
  readonly shared: boolean;
}

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
}

const FUNCTION_TYPE = 0x60;

export class ModuleBuilder {
  private readonly signatures: Signature[] = [];
  private readonly imports: { name: string; type: number }[] = [];
  private readonly functions: { name: string; builder: FunctionBuilder; type: number }[] = [];
  private readonly exports: { name: string; index: number }[] = [];

  constructor(private readonly memory: MemoryLimits) {}

  /** Declares `env.${name}`. Before the module's own functions, which are numbered after the imported ones. */
  import(importName: string, parameters: readonly ValueType[], result?: ValueType): Callable {
    if (this.functions.length > 0) throw new Error('Imports come before functions');
    this.imports.push({ name: importName, type: this.type({ parameters, result }) });
    return { index: this.imports.length - 1, parameters, result };
  }

  /** A function of the module; `define` gets a builder for its body. Profiles and stacks show the name. */
  function(
    functionName: string,
    parameters: readonly ValueType[],
    define: (builder: FunctionBuilder) => void,
    result?: ValueType,
  ): Callable {
    const builder = new FunctionBuilder(parameters);
    const index = this.imports.length + this.functions.length;
    this.functions.push({ name: functionName, builder, type: this.type({ parameters, result }) });
    define(builder);
    return { index, parameters, result };
  }

  export(exportName: string, { index }: Callable): void {
    this.exports.push({ name: exportName, index });
  }

  encode(): Uint8Array<ArrayBuffer> {
    const { pages, shared } = this.memory;
    const limits = [shared ? 0x03 : 0x01, ...unsigned(pages), ...unsigned(pages)];
    const types = this.signatures.map(({ parameters, result }) => [
      FUNCTION_TYPE,
      ...vector(parameters.map((type) => [typeCodes[type]])),
      ...vector(result ? [[typeCodes[result]]] : []),
    ]);
    const imports = this.imports.map((item) => [
      ...name('env'),
      ...name(item.name),
      0x00,
      ...unsigned(item.type),
    ]);
    const exports = this.exports.map((item) => [...name(item.name), 0x00, ...unsigned(item.index)]);
    return new Uint8Array(
      [
        [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
        section(1, vector(types)),
        section(2, vector([[...name('env'), ...name('memory'), 0x02, ...limits], ...imports])),
        section(3, vector(this.functions.map(({ type }) => unsigned(type)))),
        section(7, vector(exports)),
        section(10, vector(this.functions.map(({ builder }) => builder.encode()))),
        section(0, [...name('name'), ...this.names()]),
      ].flat(),
    );
  }

  /** The name section's subsection of function names. */
  private names(): number[] {
    const names = this.functions.map((item, position) => [
      ...unsigned(this.imports.length + position),
      ...name(item.name),
    ]);
    return section(1, vector(names));
  }

  private type(signature: Signature): number {
    const same = ({ parameters, result }: Signature) =>
      result === signature.result && parameters.join() === signature.parameters.join();
    const known = this.signatures.findIndex(same);
    if (known >= 0) return known;
    return this.signatures.push(signature) - 1;
  }
}
