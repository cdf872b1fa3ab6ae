import { describe, expect, it } from 'vitest';
import {
  callResult,
  f32,
  f32x4,
  f64,
  f64x2,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  i8x16,
  ModuleBuilder,
  plainMultiplyAdd,
  v128,
  type FunctionBuilder,
  type Value,
  type ValueType,
} from '../../../../src/trainer/engines/wasm/assembler';
import { section, signed, unsigned } from '../../../../src/trainer/engines/wasm/assembler/encoding';
import { webAssembly } from '../../../../src/trainer/engines/wasm/webAssembly';

describe('encoding', () => {
  it.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
    [4294967295, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('writes %i unsigned', (value, bytes) => expect(unsigned(value)).toEqual(bytes));

  it.each([
    [0, [0x00]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [2147483648, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('writes %i signed', (value, bytes) => expect(signed(value)).toEqual(bytes));

  it('precedes a section by its size', () => expect(section(1, [7, 8])).toEqual([1, 2, 7, 8]));
});

describe('functions', () => {
  it.each<[string, Value<ValueType>, number]>([
    ['i32 arithmetic', i32.sub(i32.mul(i32.const(6), i32.const(7)), i32.const(-100000)), 100042],
    [
      'i32 shifts',
      i32.or(i32.shl(i32.const(3), i32.const(4)), i32.shrUnsigned(i32.const(-1), i32.const(31))),
      49,
    ],
    ['i32 select', i32.select(i32.const(1), i32.const(2), i32.ltSigned(i32.const(-1), i32.const(0))), 1],
    ['unsigned comparison', i32.ltUnsigned(i32.const(-1), i32.const(0)), 0],
    ['a constant left out', i32.plus(i32.times(i32.const(5), 1), 0), 5],
    ['f32', f32.div(f32.sub(f32.const(1), f32.const(4)), f32.const(2)), -1.5],
    ['f64', f64.add(f64.promote(f32.const(0.5)), f64.const(1e-9)), 0.500000001],
    ['lanes', f32x4.extractLane(f32x4.const([1, 2, 3, 4]), 2), 3],
    [
      'a shuffle',
      i32x4.extractLane(v128.shuffle(i32x4.const([0, 1, 2, 3]), i32x4.const([4, 5, 6, 7]), [7, 0, 5, 2]), 2),
      5,
    ],
    ['multiply-add', f32x4.extractLane(plainMultiplyAdd(f32x4.all(3), f32x4.all(4), f32x4.all(5)), 3), 17],
    [
      'sums of products of 16 bits, narrowed and shifted',
      i32x4.extractLane(
        i16x8.dot(
          i16x8.sub(i16x8.all(256), i16x8.narrow(i32x4.all(70000), i32x4.all(-5))),
          i16x8.mul(
            i16x8.shrUnsigned(i16x8.all(0xff00), 8),
            i16x8.shrSigned(i16x8.shl(i16x8.all(3), 14), 15),
          ),
        ),
        2,
      ),
      -2 * 256 * 255,
    ],
    [
      'sums and differences of 16 bits that end at the largest and the least',
      i32x4.extractLane(
        i16x8.addSaturated(
          i16x8.subSaturated(i16x8.all(-32000), i16x8.all(1000)),
          i16x8.narrowSigned(i32x4.all(70000), i32x4.all(-5)),
        ),
        0,
      ),
      // -32768 + 32767, twice.
      -1,
    ],
    [
      'parts of 32768, within bounds',
      i32x4.extractLane(
        i16x8.roundedProduct(
          i16x8.minSigned(i16x8.all(300), i16x8.maxSigned(i16x8.all(-7), i16x8.all(101))),
          i16x8.all(0x4000),
        ),
        3,
      ),
      51 * 0x1_0001,
    ],
    [
      'bytes out of two vectors, and of one',
      i32x4.extractLane(
        i8x16.shuffle(i32x4.const([0x0302_0100, 0, 0, 0]), i32x4.const([0, 0, 0, 0x0f0e_0d0c]), [
          3,
          31,
          0,
          28,
          ...Array.from({ length: 12 }, () => 0),
        ]),
        0,
      ),
      0x0c00_0f03,
    ],
    [
      'a vector out of four numbers',
      i32x4.extractLane(
        i32x4.shrSigned(i32x4.fromLanes(i32.const(1), i32.shrSigned(i32.const(-8), i32.const(1))), 1),
        1,
      ),
      -2,
    ],
    [
      'the larger of two bytes, widened',
      i32x4.extractLane(i16x8.extendFirst(i8x16.maxUnsigned(i32x4.all(0x01fe), i32x4.all(0x0302))), 0),
      0x0003_00fe,
    ],
    [
      'arithmetic of pairs of float64',
      i32x4.extractLane(
        i32x4.truncatePair(
          f64x2.floor(
            f64x2.pmax(
              f64x2.mul(f64x2.splat(f64.const(-2.5)), f64x2.splat(f64.const(3))),
              f64x2.sub(f64x2.splat(f64.const(-8.5)), f64x2.splat(f64.const(-0.75))),
            ),
          ),
        ),
        1,
      ),
      -8,
    ],
    [
      'the smaller pair, rounded up, too large for a whole number',
      i32x4.extractLane(
        i32x4.truncatePair(
          f64x2.ceil(
            f64x2.pmin(
              f64x2.splat(f64.const(1e300)),
              f64x2.add(f64x2.splat(f64.const(5e9)), f64x2.splat(f64.const(0.5))),
            ),
          ),
        ),
        0,
      ),
      0x7fff_ffff,
    ],
    [
      'shifts of lanes',
      i32x4.extractLane(
        i32x4.sub(i32x4.shrSigned(i32x4.all(-8), 1), i32x4.shrUnsigned(i32x4.all(-1), 30)),
        0,
      ),
      -7,
    ],
    ['two bytes of memory', i32x4.extractLane(v128.load16Splat(i32.const(0), 2), 3), 0],
    [
      'numbers of memory beside zeros',
      i32x4.extractLane(v128.or(v128.load32Zero(i32.const(0)), i32x4.const([0, 5, 0, 0])), 1),
      5,
    ],
    ['zeros before the highest bit', i32.clz(i32.const(0x00f0_0000)), 8],
    [
      'a part of 64 bits',
      i64.wrap(i64.shrUnsigned(i64x2.extractLane(i32x4.const([0, 0, 0, 0x0703_0000]), 1), 48)),
      0x0703,
    ],
    [
      'the smaller of numbers without a sign',
      i32x4.extractLane(i16x8.minUnsigned(i16x8.all(-1), i16x8.all(27)), 0),
      27 * 0x1_0001,
    ],
    [
      'a mask of sixteen',
      i8x16.bitmask(i8x16.narrowSigned(i16x8.const([0, -1, 0, 0, 0, 0, 0, 300]), i16x8.all(-300))),
      0xff02,
    ],
    [
      'whole numbers as others, rounded up',
      f32x4.extractLane(
        f32x4.ceil(f32x4.mul(f32x4.convert(i32x4.all(-5)), f32x4.fromLanes(f32.const(1), f32.const(0.5)))),
        1,
      ),
      -2,
    ],
    ['halves to even', f32x4.extractLane(f32x4.nearest(f32x4.const([2.5, 0, 0, 0])), 0), 2],
    ['a mask', i32x4.bitmask(f32x4.gt(f32x4.const([1, 5, 2, 6]), f32x4.all(3))), 0b1010],
    [
      'what is no number kept at the left',
      f32x4.extractLane(f32x4.pmax(f32x4.all(NaN), f32x4.all(0)), 0),
      NaN,
    ],
    ['truncation of what is no number', i32x4.extractLane(i32x4.truncate(f32x4.all(NaN)), 0), 0],
  ])('compute %s', (_, value, expected) => {
    expect(compute(value.type, (f) => f.return(value))).toBe(expected);
  });

  it('loop over ranges', () => {
    const sum = compute('i32', (f) => {
      const total = f.local('i32');
      const outer = f.local('i32');
      const inner = f.local('i32');
      f.for(outer, i32.const(0), i32.const(10), 3, () => {
        f.times(inner, 2, 5, () => f.set(total, i32.add(total, i32.add(outer, inner))));
      });
      f.for(outer, i32.const(5), i32.const(5), 1, () => f.set(total, i32.const(-1)));
      f.return(total);
    });
    expect(sum).toBe([0, 3, 6, 9].reduce((total, outer) => total + outer + outer + 5, 0));
  });

  it('branch', () => {
    const chosen = compute('i32', (f) => {
      const result = f.local('i32');
      f.if(
        i32.const(0),
        () => f.set(result, i32.const(1)),
        () => f.set(result, i32.const(2)),
      );
      f.if(i32.const(1), () => f.set(result, i32.plus(result, 10)));
      f.return(result);
    });
    expect(chosen).toBe(12);
  });

  it('build each constant once', () => {
    const value = compute('i32', (f) => {
      expect(f.constant(i32x4.all(7))).toBe(f.constant(i32x4.all(7)));
      f.return(i32x4.extractLane(f.constant(i32x4.all(7)), 1));
    });
    expect(value).toBe(7);
  });

  it('store and load', () => {
    const value = compute('f32', (f) => {
      const address = i32.const(64);
      f.storeV128(address, f32x4.const([1, 2, 3, 4]));
      f.storeLane(address, f32x4.const([5, 6, 7, 8]), 3, 4);
      f.storeF32(address, f32.const(9), 8);
      f.storeI32(address, i32.const(0x40000000), 12);
      const both = v128.load64Lane(address, v128.load64Zero(address, 8), 1);
      const [a, b, c, d] = [0, 1, 2, 3].map((lane) => f32x4.extractLane(f.local('v128', both), lane));
      const square = (x: typeof a) => f32.mul(x, f32.const(10));
      f.return(f32.add(square(f32.add(square(f32.add(square(a), b)), c)), d));
    });
    expect(value).toBe(9218);
  });

  it('fill with zeros, exchange and add atomically', () => {
    const value = compute('i32', (f) => {
      const address = i32.const(64);
      f.storeI32(address, i32.const(-1));
      f.fillZero(address, i32.const(3));
      const before = f.local('i32', i32.atomicAdd(address, i32.const(1)));
      const now = f.local('i32', i32.atomicCompareExchange(address, i32.plus(before, 1), i32.const(5)));
      f.local('i32', i32.atomicCompareExchange(address, i32.const(4), i32.const(6)));
      f.return(i32.and(i32.eq(i32.atomicLoad(address), i32.const(5)), i32.eq(now, i32.plus(before, 1))));
    });
    expect(value).toBe(1);
  });

  it('refuse what does not fit', () => {
    const module = new ModuleBuilder({ pages: 1, shared: false });
    const none = module.function('none', [], () => undefined);
    expect(() => callResult(none, 'i32')).toThrow('gives no i32');
    module.function('caller', ['i32'], (f) => {
      expect(() => f.call(none, i32.const(1))).toThrow('operands');
      expect(() => f.parameter(0, 'f32')).toThrow('no f32');
      expect(() => f.times(f.local('i32'), 0, 1, () => undefined)).toThrow('0 rounds');
    });
    expect(() => module.import('late', [])).toThrow('before');
  });
});

describe('modules', () => {
  it('call functions of their own and imported ones', () => {
    const module = new ModuleBuilder({ pages: 1, shared: false });
    const exp = module.import('exp', ['f64'], 'f64');
    const twice = module.function(
      'twice',
      ['f64'],
      (f) => f.return(f64.mul(f.parameter(0, 'f64'), f64.const(2))),
      'f64',
    );
    const main = module.function(
      'main',
      [],
      (f) => f.return(callResult(twice, 'f64', callResult(exp, 'f64', f64.const(1)))),
      'f64',
    );
    module.export('main', main);
    expect(run(module)).toBe(2 * Math.E);
  });

  it('name their functions in stacks', () => {
    const module = new ModuleBuilder({ pages: 1, shared: false });
    module.export(
      'main',
      module.function('reads past the end', [], (f) => {
        f.local('i32', i32.load(i32.const(-4)));
      }),
    );
    let stack = '';
    try {
      run(module);
    } catch (error) {
      stack = String((error as Error).stack);
    }
    expect(stack).toContain('reads past the end');
  });
});

/** What a function of the module leaves. */
function compute(type: ValueType, define: (f: FunctionBuilder) => void): number {
  const module = new ModuleBuilder({ pages: 1, shared: false });
  module.export(
    'main',
    module.function(
      'main',
      [],
      (f) => {
        define(f);
        // Not reached, but a function has to end with its result.
        f.return(zero(type));
      },
      type,
    ),
  );
  return run(module);
}

function zero(type: ValueType): Value<ValueType> {
  if (type === 'i32') return i32.const(0);
  return type === 'f32' ? f32.const(0) : f64.const(0);
}

function run(module: ModuleBuilder): number {
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1, shared: false });
  const instance = new webAssembly.Instance(new webAssembly.Module(module.encode()), {
    env: { memory, exp: Math.exp },
  });
  return instance.exports.main();
}
