/** One function: parameters, locals and statements. */
import { sized, unsigned, vector } from './encoding';
import {
  i32,
  memoryArgument,
  type F32,
  type I32,
  type V128,
  type Value,
  type ValueType,
} from './instructions';

export interface Local<T extends ValueType> extends Value<T> {
  readonly index: number;
}

/** A function that other functions of the module can call. */
export interface Callable {
  readonly index: number;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
}

export const typeCodes: Record<ValueType, number> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

const NO_RESULT = 0x40;
const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const ELSE = 0x05;
const END = 0x0b;
const BRANCH_IF = 0x0d;

export class FunctionBuilder {
  private readonly locals: ValueType[] = [];
  private readonly constants = new Map<string, Local<'v128'>>();
  private readonly prologue: number[] = [];
  private readonly body: number[] = [];

  constructor(private readonly parameters: readonly ValueType[]) {}

  parameter<T extends ValueType>(position: number, type: T): Local<T> {
    if (this.parameters[position] !== type) throw new Error(`Parameter ${position} is no ${type}`);
    return local(position, type);
  }

  /** A new local, set where a value is given (else 0). */
  local<T extends ValueType>(type: T, value?: Value<T>): Local<T> {
    const result = local(this.parameters.length + this.locals.length, type);
    this.locals.push(type);
    if (value) this.set(result, value);
    return result;
  }

  /**
   * A vector constant that is built once, when the function begins: a runtime may build it anew at each use otherwise,
   * with several instructions.
   */
  constant(value: V128): Local<'v128'> {
    const key = value.code.join();
    const known = this.constants.get(key);
    if (known) return known;
    const result = this.local('v128');
    this.prologue.push(...value.code, 0x21, ...unsigned(result.index));
    this.constants.set(key, result);
    return result;
  }

  set<T extends ValueType>(target: Local<T>, value: Value<T>): void {
    this.emit(value.code, [0x21, ...unsigned(target.index)]);
  }

  /** Adds a constant to a pointer or counter. */
  advance(target: Local<'i32'>, by: number): void {
    if (by !== 0) this.set(target, i32.plus(target, by));
  }

  storeI32(address: I32, value: I32, offset = 0): void {
    this.emit(address.code, value.code, [0x36, ...memoryArgument(2, offset)]);
  }

  /** The lowest eight bits. */
  storeByte(address: I32, value: I32, offset = 0): void {
    this.emit(address.code, value.code, [0x3a, ...memoryArgument(0, offset)]);
  }

  storeF32(address: I32, value: F32, offset = 0): void {
    this.emit(address.code, value.code, [0x38, ...memoryArgument(2, offset)]);
  }

  storeV128(address: I32, value: V128, offset = 0): void {
    this.emit(address.code, value.code, [0xfd, 0x0b, ...memoryArgument(2, offset)]);
  }

  storeLane(address: I32, value: V128, lane: number, offset = 0): void {
    this.emit(address.code, value.code, [0xfd, 0x5a, ...memoryArgument(2, offset), lane]);
  }

  /** A lane of 16 bits. */
  storeShortLane(address: I32, value: V128, lane: number, offset = 0): void {
    this.emit(address.code, value.code, [0xfd, 0x59, ...memoryArgument(0, offset), lane]);
  }

  /** Two lanes of 32 bits: the first, or the last. */
  storeHalf(address: I32, value: V128, half: number, offset = 0): void {
    this.emit(address.code, value.code, [0xfd, 0x5b, ...memoryArgument(2, offset), half]);
  }

  fillZero(address: I32, bytes: I32): void {
    this.emit(address.code, i32.const(0).code, bytes.code, [0xfc, 0x0b, 0x00]);
  }

  call(callee: Callable, ...operands: Value<ValueType>[]): void {
    this.emit(callCode(callee, operands), callee.result ? [0x1a] : []);
  }

  /** Leaves the function with this result. */
  return(value: Value<ValueType>): void {
    this.emit(value.code, [0x0f]);
  }

  if(condition: I32, then: () => void, otherwise?: () => void): void {
    this.emit(condition.code, [IF, NO_RESULT]);
    then();
    if (otherwise) {
      this.emit([ELSE]);
      otherwise();
    }
    this.emit([END]);
  }

  /** do body while condition. The condition may read what the body set. */
  repeat(body: () => void, condition: () => I32): void {
    this.emit([LOOP, NO_RESULT]);
    body();
    this.emit(condition().code, [BRANCH_IF, 0, END]);
  }

  /** while condition do body. */
  while(condition: I32, body: () => void): void {
    this.emit([BLOCK, NO_RESULT, LOOP, NO_RESULT]);
    this.emit(i32.eqz(condition).code, [BRANCH_IF, 1]);
    body();
    this.emit([0x0c, 0, END, END]);
  }

  /** for (counter = from; counter < to; counter += step), unsigned. */
  for(counter: Local<'i32'>, from: I32, to: I32, step: number, body: () => void): void {
    this.set(counter, from);
    this.while(i32.ltUnsigned(counter, to), () => {
      body();
      this.advance(counter, step);
    });
  }

  /** The same for a fixed number of rounds, at least one: a single branch a round. */
  times(counter: Local<'i32'>, rounds: number, step: number, body: () => void): void {
    if (rounds < 1) throw new Error(`A loop of ${rounds} rounds`);
    this.set(counter, i32.const(0));
    this.repeat(
      () => {
        body();
        this.advance(counter, step);
      },
      () => i32.ne(counter, i32.const(rounds * step)),
    );
  }

  /** The function's entry in the code section. */
  encode(): number[] {
    const locals = vector(this.locals.map((type) => [1, typeCodes[type]]));
    return sized(locals.concat(this.prologue, this.body, [END]));
  }

  private emit(...codes: (readonly number[])[]): void {
    for (const code of codes) for (const byte of code) this.body.push(byte);
  }
}

/** The result of a call, as an operand. */
export function callResult<T extends ValueType>(
  callee: Callable,
  type: T,
  ...operands: Value<ValueType>[]
): Value<T> {
  if (callee.result !== type) throw new Error(`The function gives no ${type}`);
  return { type, code: callCode(callee, operands) };
}

function callCode(callee: Callable, operands: Value<ValueType>[]): number[] {
  if (operands.length !== callee.parameters.length) throw new Error('Wrong number of operands in a call');
  return operands.flatMap(({ code }) => code).concat(0x10, unsigned(callee.index));
}

function local<T extends ValueType>(index: number, type: T): Local<T> {
  return { type, index, code: [0x20, ...unsigned(index)] };
}
