/**
 * Normal numbers by the method of Box and Muller (1958, "A Note on the Generation of Random Normal Deviates"), eight at once:
 * an image of E takes 32. All that is computed with is what IEEE 754 says to the last bit, so that a seed's numbers are the
 * same on every machine.
 */
import {
  f32x4,
  i32,
  i32x4,
  ModuleBuilder,
  v128,
  type FunctionBuilder,
  type Local,
  type V128,
} from '../../engines/wasm/assembler';
import { webAssembly, type WasmMemory } from '../../engines/wasm/webAssembly';

export interface RandomWords {
  /** Uniform over −2³¹ … 2³¹ − 1. */
  word(): number;
}

/** Two random vectors make as many vectors of normal numbers. */
const atOnce = 8;

const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0];

/** Makes a logarithm to the base 2 twice the natural one. */
const perDoubling = 2 * Math.LN2;

/**
 * In all lanes of a vector each, as bits. They are read from memory, since a compiler builds a constant anew wherever it is
 * used. Polynomials interpolate at Chebyshev's points and are off by 2e-5 at most.
 */
const constants = {
  /** 2³² by the golden ratio. */
  stride: 0x9e37_79b9,
  // Of a hash whose bits depend on all bits of what goes in, nearly evenly (Wellons 2018, "lowbias32").
  factor: 0x7feb_352d,
  otherFactor: 0x846c_a68b,
  half: bitsOf(0.5),
  fraction: 0x007f_ffff,
  one: bitsOf(1),
  perDoubling: bitsOf(perDoubling),
  /** At the exponent of 2³¹, which a float32 holds with 127 more. */
  atLargest: bitsOf((31 + 127) * perDoubling),
  sign: 0x8000_0000,
  /** An eighth of a turn is 2²⁹. */
  perEighth: bitsOf(2 ** -29),
  // Logarithm of 1 … 2, times perDoubling.
  log5: bitsOf(0.04300496 * perDoubling),
  log4: bitsOf(-0.40251339 * perDoubling),
  log3: bitsOf(1.58947429 * perDoubling),
  log2: bitsOf(-3.48987855 * perDoubling),
  log1: bitsOf(5.04785541 * perDoubling),
  log0: bitsOf(-2.78792621 * perDoubling),
  // Of eighths of a turn, from -1 to 1.
  sine5: bitsOf(0.00243606),
  sine3: bitsOf(-0.08072519),
  sine1: bitsOf(0.78539703),
  cosine4: bitsOf(0.01537137),
  cosine2: bitsOf(-0.30824466),
  cosine0: bitsOf(0.99998998),
} as const;

type Constants = Record<keyof typeof constants, Local<'v128'>>;

/** What `Normals` takes of a memory. */
export function normalsBytes(count: number): number {
  return 4 * wholeDraws(count) + 16 * Object.keys(constants).length;
}

/** Where normal numbers are drawn to: an address that is a multiple of 16. */
export interface NormalsPlace {
  readonly memory: WasmMemory;
  readonly address: number;
}

/** Draws so many numbers, again and again, to the same place. */
export class Normals {
  readonly numbers: Float32Array;
  private readonly fill: (key: number, otherKey: number, deviation: number) => void;

  constructor(count: number, { memory, address }: NormalsPlace = placeOfItsOwn()) {
    const { buffer } = memory;
    this.numbers = new Float32Array(buffer, address, count);
    const table = address + 4 * wholeDraws(count);
    Object.values(constants).forEach((bits, at) => new Uint32Array(buffer, table + 16 * at, 4).fill(bits));
    const module = new ModuleBuilder({
      pages: buffer.byteLength / 65536,
      shared: buffer instanceof SharedArrayBuffer,
    });
    const fill = module.function('normal numbers', ['i32', 'i32', 'f32'], (f) =>
      fillWithNormals(f, address, table),
    );
    module.export('fill', fill);
    const compiled = new webAssembly.Module(module.encode());
    this.fill = new webAssembly.Instance(compiled, { env: { memory } }).exports.fill;
  }

  /**
   * Fills `numbers` anew.
   * @param deviation of the numbers around 0
   */
  draw(random: RandomWords, deviation: number): void {
    this.fill(random.word(), random.word(), deviation);
  }
}

function placeOfItsOwn(): NormalsPlace {
  return { memory: new webAssembly.Memory({ initial: 1, maximum: 1, shared: true }), address: 0 };
}

function wholeDraws(count: number): number {
  return atOnce * Math.ceil(count / atOnce);
}

/** Generates (key, otherKey, deviation): numbers from an address to the table of constants. */
function fillWithNormals(f: FunctionBuilder, address: number, table: number): void {
  const names = Object.keys(constants) as (keyof typeof constants)[];
  const c = Object.fromEntries(
    names.map((name, at) => [name, f.local('v128', v128.load(i32.const(0), table + 16 * at))]),
  ) as Constants;
  const keys = [0, 1].map((at) => f.local('v128', i32x4.splat(f.parameter(at, 'i32'))));
  const deviation = f.local('v128', f32x4.splat(f.parameter(2, 'f32')));
  const counter = f.local('v128', f.constant(i32x4.const([0, 1, 2, 3])));
  f.set(counter, i32x4.add(i32x4.mul(counter, c.stride), keys[0]));
  // What four words more are.
  const stride = f.local('v128', i32x4.shl(c.stride, 2));
  const word = (): Local<'v128'> => {
    const hash = f.local('v128', counter);
    f.set(counter, i32x4.add(counter, stride));
    f.set(hash, i32x4.mul(v128.xor(hash, i32x4.shrUnsigned(hash, 16)), c.factor));
    f.set(hash, i32x4.add(v128.xor(hash, i32x4.shrUnsigned(hash, 15)), keys[1]));
    f.set(hash, i32x4.mul(v128.xor(hash, i32x4.shrUnsigned(hash, 15)), c.otherFactor));
    f.set(hash, v128.xor(hash, i32x4.shrUnsigned(hash, 16)));
    return hash;
  };
  const at = f.local('i32', i32.const(address));
  f.repeat(
    () => {
      const radius = f.local('v128', f32x4.mul(radii(f, c, word()), deviation));
      directions(f, c, word()).forEach((along, half) => f.storeV128(at, f32x4.mul(radius, along), 16 * half));
      f.advance(at, 4 * atOnce);
    },
    () => i32.ne(at, i32.const(table)),
  );
}

/** The square root of -2 times the logarithm of a number between 0 and 1. */
function radii(f: FunctionBuilder, c: Constants, words: V128): V128 {
  // From 1/2 to 2³¹: never 0.
  const number = f.local('v128', f32x4.add(f32x4.convert(i32x4.shrUnsigned(words, 1)), c.half));
  const exponent = f32x4.mul(f32x4.convert(i32x4.shrUnsigned(number, 23)), c.perDoubling);
  const fraction = f.local('v128', v128.or(v128.and(number, c.fraction), c.one));
  const logarithm = polynomial(fraction, [c.log5, c.log4, c.log3, c.log2, c.log1, c.log0]);
  const square = f32x4.sub(f32x4.sub(c.atLargest, exponent), logarithm);
  // Where it should be 0, it may be less.
  return f32x4.sqrt(f32x4.pmax(f.constant(f32x4.all(0)), square));
}

/** x and y of points on a circle of radius 1: first in the quarter to the right, from which they are turned. */
function directions(f: FunctionBuilder, c: Constants, words: Local<'v128'>): V128[] {
  const angle = f.local('v128', f32x4.mul(f32x4.convert(i32x4.shrSigned(words, 2)), c.perEighth));
  const square = f.local('v128', f32x4.mul(angle, angle));
  const sine = f.local('v128', f32x4.mul(polynomial(square, [c.sine5, c.sine3, c.sine1]), angle));
  const cosine = f.local('v128', polynomial(square, [c.cosine4, c.cosine2, c.cosine0]));
  // The angle leaves two bits: whether to mirror along the diagonal, and whether along both axes.
  const isAcross = f.local('v128', i32x4.shrSigned(i32x4.shl(words, 31), 31));
  const sign = f.local('v128', v128.and(i32x4.shl(words, 30), c.sign));
  return [
    v128.xor(v128.bitselect(sine, cosine, isAcross), sign),
    v128.xor(v128.bitselect(cosine, sine, isAcross), sign),
  ];
}

/** @param coefficients from that of the highest power down */
function polynomial(x: V128, [first, ...others]: readonly V128[]): V128 {
  return others.reduce((sum, coefficient) => f32x4.add(f32x4.mul(sum, x), coefficient), first);
}
