import { describe, expect, it } from 'vitest';
import { samplingPaths } from '../../../webview/parts/digits/samplingPaths';
import { started } from './events';

const one = { height: 28, width: 28, channels: 1 };
const affine = { kind: 'affine', controlPoints: 4, bounded: false } as const;
const identity = [1, 0, 0, 0, 1, 0];

/** Smallest and largest x of a path, in pixels. */
function across(path: string): [number, number] {
  const xs = path
    .split(/[M ]/)
    .filter((pair) => pair !== '')
    .map((pair) => Number(pair.split(',')[0]));
  return [Math.min(...xs), Math.max(...xs)];
}

describe('paths of sampling grids', () => {
  it('span the input from the first pixel’s centre to the last one’s where theta is the identity', () => {
    const [path] = samplingPaths(started(), { inputSize: one, outputSize: one })(identity);
    expect(across(path)).toEqual([0.5, 27.5]);
    expect(path.match(/M/g)).toHaveLength(14);
  });

  it('are drawn over each channel, with the gap between them', () => {
    const sizes = { inputSize: { ...one, channels: 2 }, outputSize: one };
    const [path] = samplingPaths(started(), sizes)(identity);
    expect(across(path)).toEqual([0.5, 29 + 27.5]);
    expect(path.match(/M/g)).toHaveLength(28);
  });

  it('are one for each transformer, and empty where theta is not finite', () => {
    const run = { ...started(), network: { ...started().network, transformers: [affine, affine] } };
    const paths = samplingPaths(run, { inputSize: one, outputSize: { ...one, channels: 2 } });
    const [first, second] = paths([...identity, 1, 0, 1, 0, 1, 0]);
    expect(across(first)).toEqual([0.5, 27.5]);
    expect(across(second)).toEqual([14.5, 41.5]);
    expect(paths([...identity, NaN, 0, 1, 0, 1, 0])[1]).toBe('');
  });
});
