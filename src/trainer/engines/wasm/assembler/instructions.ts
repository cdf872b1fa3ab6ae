/**
 * WebAssembly instructions as typed expressions: a `Value` is the code that leaves one value on the stack. Operands are
 * evaluated in the order they are written. Names follow the specification: `f32x4.add(a, b)` is `f32x4.add`.
 */
import { float32, float64, signed, unsigned } from './encoding';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export interface Value<T extends ValueType> {
  readonly type: T;
  readonly code: readonly number[];
}

export type I32 = Value<'i32'>;
export type I64 = Value<'i64'>;
export type F32 = Value<'f32'>;
export type F64 = Value<'f64'>;
/** Four 32-bit lanes, or two of 64 bits. */
export type V128 = Value<'v128'>;

type AnyValue = Value<ValueType>;
type Four = readonly [number, number, number, number];

const SIMD = 0xfd;
const ATOMIC = 0xfe;

function instruction<T extends ValueType>(
  type: T,
  opcode: readonly number[],
  ...operands: AnyValue[]
): Value<T> {
  return { type, code: operands.flatMap(({ code }) => code).concat(opcode) };
}

const simd = (opcode: number, ...immediates: number[]) => [SIMD, ...unsigned(opcode), ...immediates];

/** Alignment as a power of two and constant offset of a memory access. */
export const memoryArgument = (alignment: number, offset: number) => [alignment, ...unsigned(offset)];

const binary =
  <A extends ValueType, R extends ValueType>(type: R, opcode: readonly number[]) =>
  (left: Value<A>, right: Value<A>): Value<R> =>
    instruction(type, opcode, left, right);

const unary =
  <A extends ValueType, R extends ValueType>(type: R, opcode: readonly number[]) =>
  (operand: Value<A>): Value<R> =>
    instruction(type, opcode, operand);

const load =
  <T extends ValueType>(type: T, opcode: readonly number[], alignment: number) =>
  (address: I32, offset = 0): Value<T> =>
    instruction(type, [...opcode, ...memoryArgument(alignment, offset)], address);

const i32Binary = (opcode: number) => binary<'i32', 'i32'>('i32', [opcode]);
const f32Binary = (opcode: number) => binary<'f32', 'f32'>('f32', [opcode]);
const f32Compare = (opcode: number) => binary<'f32', 'i32'>('i32', [opcode]);
const f64Binary = (opcode: number) => binary<'f64', 'f64'>('f64', [opcode]);
const v128Binary = (opcode: number) => binary<'v128', 'v128'>('v128', simd(opcode));
const v128Unary = (opcode: number) => unary<'v128', 'v128'>('v128', simd(opcode));

const i32Const = (value: number): I32 => instruction('i32', [0x41, ...signed(value)]);
const i32Add = i32Binary(0x6a);
const i32Mul = i32Binary(0x6c);

export const i32 = {
  const: i32Const,
  load: load('i32', [0x28], 2),
  load8Unsigned: load('i32', [0x2d], 0),
  eqz: unary<'i32', 'i32'>('i32', [0x45]),
  eq: i32Binary(0x46),
  ne: i32Binary(0x47),
  ltSigned: i32Binary(0x48),
  ltUnsigned: i32Binary(0x49),
  geSigned: i32Binary(0x4e),
  /** Zeros before the highest bit that is set; 32 where none is. */
  clz: unary<'i32', 'i32'>('i32', [0x67]),
  /** Zeros behind the lowest. */
  ctz: unary<'i32', 'i32'>('i32', [0x68]),
  add: i32Add,
  sub: i32Binary(0x6b),
  mul: i32Mul,
  and: i32Binary(0x71),
  or: i32Binary(0x72),
  shl: i32Binary(0x74),
  shrSigned: i32Binary(0x75),
  shrUnsigned: i32Binary(0x76),
  /** value + constant; nothing for 0. */
  plus: (value: I32, constant: number): I32 => (constant === 0 ? value : i32Add(value, i32Const(constant))),
  /** value · constant; nothing for 1. */
  times: (value: I32, constant: number): I32 => (constant === 1 ? value : i32Mul(value, i32Const(constant))),
  /** condition ? left : right, both evaluated. */
  select: (left: I32, right: I32, condition: I32): I32 => instruction('i32', [0x1b], left, right, condition),
  atomicLoad: load('i32', [ATOMIC, 0x10], 2),
  /** Adds and returns the value before. */
  atomicAdd: (address: I32, value: I32, offset = 0): I32 =>
    instruction('i32', [ATOMIC, 0x1e, ...memoryArgument(2, offset)], address, value),
  /** Stores the replacement where the value is as expected; returns the value before. */
  atomicCompareExchange: (address: I32, expected: I32, replacement: I32): I32 =>
    instruction('i32', [ATOMIC, 0x48, ...memoryArgument(2, 0)], address, expected, replacement),
  /** Wakes up to `count` threads that wait for the word; returns how many. */
  atomicNotify: (address: I32, count: I32): I32 =>
    instruction('i32', [ATOMIC, 0x00, ...memoryArgument(2, 0)], address, count),
};

export const i64 = {
  shrUnsigned: (value: I64, bits: number): I64 =>
    instruction('i64', [0x88], value, instruction('i64', [0x42, ...signed(bits)])),
  /** The lower half. */
  wrap: unary<'i64', 'i32'>('i32', [0xa7]),
};

export const f32 = {
  const: (value: number): F32 => instruction('f32', [0x43, ...float32(value)]),
  load: load('f32', [0x2a], 2),
  ne: f32Compare(0x5c),
  gt: f32Compare(0x5e),
  add: f32Binary(0x92),
  sub: f32Binary(0x93),
  mul: f32Binary(0x94),
  div: f32Binary(0x95),
  convert: unary<'i32', 'f32'>('f32', [0xb2]),
  demote: unary<'f64', 'f32'>('f32', [0xb6]),
  select: (left: F32, right: F32, condition: I32): F32 => instruction('f32', [0x1b], left, right, condition),
};

export const f64 = {
  const: (value: number): F64 => instruction('f64', [0x44, ...float64(value)]),
  add: f64Binary(0xa0),
  sub: f64Binary(0xa1),
  mul: f64Binary(0xa2),
  div: f64Binary(0xa3),
  promote: unary<'f32', 'f64'>('f64', [0xbb]),
};

export const v128 = {
  load: load('v128', simd(0x00), 2),
  /** Two bytes from memory into all eight lanes of 16 bits. */
  load16Splat: load('v128', simd(0x08), 1),
  /** One number from memory into all four lanes. */
  load32Splat: load('v128', simd(0x09), 2),
  /** Two numbers from memory into lanes 0 and 1; the others are 0. */
  load64Zero: load('v128', simd(0x5d), 2),
  load64Splat: load('v128', simd(0x0a), 2),
  /** One number from memory into lane 0; the others are 0. */
  load32Zero: load('v128', simd(0x5c), 0),
  /** One number from memory into a lane of a vector. */
  load32Lane: (address: I32, into: V128, lane: number, offset = 0): V128 =>
    instruction('v128', [...simd(0x56), ...memoryArgument(2, offset), lane], address, into),
  /** Two numbers from memory into half a vector. */
  load64Lane: (address: I32, into: V128, half: number, offset = 0): V128 =>
    instruction('v128', [...simd(0x57), ...memoryArgument(2, offset), half], address, into),
  not: v128Unary(0x4d),
  and: v128Binary(0x4e),
  /** left and not right. */
  andNot: v128Binary(0x4f),
  or: v128Binary(0x50),
  xor: v128Binary(0x51),
  /** Bits of left where mask is 1, of right where it is 0. */
  bitselect: (left: V128, right: V128, mask: V128): V128 =>
    instruction('v128', simd(0x52), left, right, mask),
  anyTrue: unary<'v128', 'i32'>('i32', simd(0x53)),
  /** Four lanes out of eight: 0-3 are left's, 4-7 right's. */
  shuffle: (left: V128, right: V128, lanes: Four): V128 =>
    instruction(
      'v128',
      simd(0x0d, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte))),
      left,
      right,
    ),
};

const i32x4Const = (lanes: Four): V128 =>
  instruction('v128', simd(0x0c, ...new Uint8Array(new Int32Array(lanes).buffer)));

export const i32x4 = {
  const: i32x4Const,
  /** The same constant in all lanes. */
  all: (value: number): V128 => i32x4Const([value, value, value, value]),
  splat: unary<'i32', 'v128'>('v128', simd(0x11)),
  extractLane: (vector: V128, lane: number): I32 => instruction('i32', simd(0x1b, lane), vector),
  replaceLane: (vector: V128, lane: number, value: I32): V128 =>
    instruction('v128', simd(0x1c, lane), vector, value),
  /** The other lanes are as the first. */
  fromLanes: (first: I32, ...others: I32[]): V128 =>
    others.reduce((vector, value, at) => i32x4.replaceLane(vector, at + 1, value), i32x4.splat(first)),
  eq: v128Binary(0x37),
  geSigned: v128Binary(0x3f),
  allTrue: unary<'v128', 'i32'>('i32', simd(0xa3)),
  /** The lanes' sign bits, lane 0 lowest. */
  bitmask: unary<'v128', 'i32'>('i32', simd(0xa4)),
  shl: (vector: V128, bits: number): V128 => instruction('v128', simd(0xab), vector, i32Const(bits)),
  shrSigned: (vector: V128, bits: number): V128 => instruction('v128', simd(0xac), vector, i32Const(bits)),
  shrUnsigned: (vector: V128, bits: number): V128 => instruction('v128', simd(0xad), vector, i32Const(bits)),
  add: v128Binary(0xae),
  sub: v128Binary(0xb1),
  mul: v128Binary(0xb5),
  minSigned: v128Binary(0xb6),
  maxSigned: v128Binary(0xb8),
  /** Towards 0; what is no number gives 0. */
  truncate: v128Unary(0xf8),
  /** The same of f64x2, what is too large gives the largest; the last two lanes are 0. */
  truncatePair: v128Unary(0xfc),
};

/** Eight lanes, of which each pair is one of i32x4's. */
export const i16x8 = {
  /** The same constant in all lanes. */
  all: (value: number): V128 => i32x4.all((value & 0xffff) | (value << 16)),
  const: (lanes: readonly number[]): V128 =>
    instruction('v128', simd(0x0c, ...new Uint8Array(new Int16Array(lanes).buffer))),
  splat: unary<'i32', 'v128'>('v128', simd(0x10)),
  gtSigned: v128Binary(0x31),
  /** The four numbers of the left vector, then those of the right, none of them below 0 or above 65535. */
  narrow: v128Binary(0x86),
  /** The same with signs: none of them below -32768 or above 32767. */
  narrowSigned: v128Binary(0x85),
  shl: (vector: V128, bits: number): V128 => instruction('v128', simd(0x8b), vector, i32Const(bits)),
  shrSigned: (vector: V128, bits: number): V128 => instruction('v128', simd(0x8c), vector, i32Const(bits)),
  shrUnsigned: (vector: V128, bits: number): V128 => instruction('v128', simd(0x8d), vector, i32Const(bits)),
  add: v128Binary(0x8e),
  sub: v128Binary(0x91),
  mul: v128Binary(0x95),
  /** What is too large or too small is as large or small as can be. */
  addSaturated: v128Binary(0x8f),
  subSaturated: v128Binary(0x92),
  /** left * right / 32768, rounded. */
  roundedProduct: v128Binary(0x82),
  minSigned: v128Binary(0x96),
  minUnsigned: v128Binary(0x97),
  maxSigned: v128Binary(0x98),
  /** The first eight bytes, unsigned. */
  extendFirst: v128Unary(0x89),
  /** Of each pair of lanes, signed: the sum of both products, as i32x4. */
  dot: v128Binary(0xba),
};

export const i8x16 = {
  /** Sixteen bytes out of 32: 0-15 are left's, 16-31 right's. */
  shuffle: (left: V128, right: V128, bytes: readonly number[]): V128 =>
    instruction('v128', simd(0x0d, ...bytes), left, right),
  /** The eight numbers of the left vector, then those of the right, none of them below 0 or above 255. */
  narrow: v128Binary(0x66),
  /** The same with signs: none of them below -128 or above 127. */
  narrowSigned: v128Binary(0x65),
  /** The lanes' sign bits, lane 0 lowest. */
  bitmask: unary<'v128', 'i32'>('i32', simd(0x64)),
  maxUnsigned: v128Binary(0x79),
};

export const i64x2 = {
  extractLane: (vector: V128, lane: number): I64 => instruction('i64', simd(0x1d, lane), vector),
};

/** Two lanes of 64 bits. */
export const f64x2 = {
  splat: unary<'f64', 'v128'>('v128', simd(0x14)),
  ceil: v128Unary(0x74),
  floor: v128Unary(0x75),
  add: v128Binary(0xf0),
  sub: v128Binary(0xf1),
  mul: v128Binary(0xf2),
  /** right < left ? right : left; one machine instruction. */
  pmin: v128Binary(0xf6),
  /** left < right ? right : left; one machine instruction. */
  pmax: v128Binary(0xf7),
};

const f32x4Const = (lanes: Four): V128 =>
  instruction('v128', simd(0x0c, ...new Uint8Array(new Float32Array(lanes).buffer)));

export const f32x4 = {
  const: f32x4Const,
  /** The same constant in all lanes. */
  all: (value: number): V128 => f32x4Const([value, value, value, value]),
  splat: unary<'f32', 'v128'>('v128', simd(0x13)),
  extractLane: (vector: V128, lane: number): F32 => instruction('f32', simd(0x1f, lane), vector),
  /** The other lanes are as the first. */
  fromLanes: (first: F32, ...others: F32[]): V128 =>
    others.reduce<V128>(
      (vector, value, at) => instruction('v128', simd(0x20, at + 1), vector, value),
      f32x4.splat(first),
    ),
  eq: v128Binary(0x41),
  lt: v128Binary(0x43),
  gt: v128Binary(0x44),
  le: v128Binary(0x45),
  ge: v128Binary(0x46),
  ceil: v128Unary(0x67),
  floor: v128Unary(0x68),
  /** Halves to even. */
  nearest: v128Unary(0x6a),
  abs: v128Unary(0xe0),
  neg: v128Unary(0xe1),
  sqrt: v128Unary(0xe3),
  add: v128Binary(0xe4),
  sub: v128Binary(0xe5),
  mul: v128Binary(0xe6),
  div: v128Binary(0xe7),
  /** Of whole numbers with a sign, rounded. */
  convert: v128Unary(0xfa),
  /** right < left ? right : left; one machine instruction, and keeps a left that is not a number. */
  pmin: v128Binary(0xea),
  /** left < right ? right : left; one machine instruction, and keeps a left that is not a number. */
  pmax: v128Binary(0xeb),
};

/** left · right + addend in every lane, rounded once (relaxed SIMD) or twice. */
export type MultiplyAdd = (left: V128, right: V128, addend: V128) => V128;

export const relaxedMultiplyAdd: MultiplyAdd = (left, right, addend) =>
  instruction('v128', simd(0x105), left, right, addend);

export const plainMultiplyAdd: MultiplyAdd = (left, right, addend) =>
  f32x4.add(addend, f32x4.mul(left, right));
