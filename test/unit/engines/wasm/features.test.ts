import { describe, expect, it } from 'vitest';
import { detectFeatures } from '../../../../src/trainer/engines/wasm/features';
import { UserError } from '../../../../src/trainer/userError';

describe('features', () => {
  it('take relaxed SIMD where it is accepted', () => {
    expect(detectFeatures(() => true).relaxedSimd).toBe(true);
  });

  it('fall back on plain SIMD', () => {
    let trials = 0;
    expect(detectFeatures(() => trials++ > 0).relaxedSimd).toBe(false);
  });

  it('say what to do without any SIMD', () => {
    const attempt = () => detectFeatures(() => false);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(/needs WebAssembly SIMD.*Node.js 20/);
  });

  it('are found in this runtime', () => {
    expect(detectFeatures().multiplyAdd).toBeTypeOf('function');
  });
});
