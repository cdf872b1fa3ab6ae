import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../src/shared/config';
import { parseConfig } from '../../../src/shared/parseConfig';
import { identityTheta, transformerKinds, type TransformerSpec } from '../../../src/shared/transformers/spec';
import { CollapseWatch, measure, measuringGrid } from '../../../src/trainer/observation/collapseWatch';

const affine: TransformerSpec = { kind: 'affine', controlPoints: 4, bounded: false };
const spline: TransformerSpec = { ...affine, kind: 'tps' };
const projective: TransformerSpec = { ...affine, kind: 'projective' };

function configWith(settings: Record<string, unknown>): Config {
  const parsed = parseConfig(settings);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.value;
}

function findings(spec: TransformerSpec, ...thetas: number[][]): string[] {
  return new CollapseWatch([spec]).look(1, thetas, defaultConfig()).map(({ finding }) => finding);
}

/** Every control point to this multiple of its place. */
function splineScaled(byX: number, byY: number): number[] {
  const places = [-1, -1 / 3, 1 / 3, 1];
  return places.flatMap((y) => places.flatMap((x) => [(byX - 1) * x, (byY - 1) * y]));
}

describe('the measure of a grid', () => {
  const measured = (spec: TransformerSpec, theta: number[]) => measure(measuringGrid(spec).grid(theta));

  it.each(transformerKinds)('finds nothing changed by the identity of %s', (kind) => {
    const { area, mirrored, outside } = measured({ ...affine, kind }, identityTheta({ ...affine, kind }));
    expect(area).toBeCloseTo(1, 5);
    expect({ mirrored, outside }).toEqual({ mirrored: 0, outside: 0 });
  });

  it('is the determinant of an affine transform, and its sign', () => {
    const { area, mirrored } = measured(affine, [0.5, 0.3, 0.1, 0.4, -0.6, 0]);
    expect(area).toBeCloseTo(0.42, 5);
    expect(mirrored).toBe(1);
  });

  it('counts the points outside', () => {
    // By half an image: all columns right of the middle are read outside.
    expect(measured(affine, [1, 0, 1, 0, 1, 0]).outside).toBe(0.5);
  });

  it('stays finite where a projective grid goes through infinity', () => {
    expect(Number.isFinite(measured(projective, [1, 0, 0, 0, 1, 0, 1.7, 0]).area)).toBe(true);
  });
});

describe('the collapse watch', () => {
  it.each([
    ['shrinking', affine, [3.3, 0, 0, 0, 3.3, 0]],
    ['shrinking', spline, splineScaled(4, 4)],
    ['shrinking', { ...affine, kind: 'attention' }, [-3.5, 0.1, 0]],
    ['growing', affine, [0.1, 0, 0, 0, 0.1, 0]],
    ['growing', affine, [1, 1, 0, 1, 1, 0]],
    ['growing', spline, splineScaled(1, 0.01)],
    ['flipping', affine, [-1, 0, 0, 0, 1, 0]],
    ['flipping', spline, splineScaled(1, -1)],
    ['flipping', projective, [0.9, 0, 0, 0, -0.9, 0, 0.1, 0]],
    ['leaving', { ...affine, kind: 'translation' }, [1.95, 0]],
    ['leaving', projective, [1, 0, 1.5, 0, 1, 1.5, 0, 0]],
  ] as const)('sees %s of %o by theta %j', (finding, spec, theta) => {
    expect(findings(spec, [...theta])).toEqual([finding]);
  });

  it.each([
    ['a quarter of the image at a time', affine, [0.5, 0, 0.5, 0, 0.5, -0.5]],
    ['a small image in the middle', affine, [2, 0, 0, 0, 2, 0]],
    ['upside down', { ...affine, kind: 'rotation' }, [Math.PI]],
    ['a digit found on a large canvas', { ...affine, kind: 'similarity' }, [0.3, 0.3, 0.6, 0.6]],
  ] as const)('is content with %s', (_, spec, theta) => {
    expect(findings(spec, [...theta])).toEqual([]);
  });

  it('minds what most digits do, not half of them', () => {
    const [good, bad] = [identityTheta(affine), [0.01, 0, 0, 0, 0.01, 0]];
    expect(findings(affine, good, good, bad, bad)).toEqual([]);
    expect(findings(affine, good, bad, bad)).toEqual(['growing']);
    expect(findings(affine)).toEqual([]);
  });

  it('tells of each finding once, with what was seen and what to try', () => {
    const watch = new CollapseWatch([affine]);
    const [identity, small, far] = [identityTheta(affine), [4, 0, 0, 0, 4, 0], [1, 0, 3, 0, 1, 0]];
    expect(watch.look(1, [identity, identity, small], defaultConfig())).toEqual([]);
    expect(watch.look(2, [small, identity, small], defaultConfig())).toEqual([
      {
        type: 'collapse',
        epoch: 2,
        finding: 'shrinking',
        message:
          'After epoch 2 the transformer shrinks the image to less than a tenth of its output, for 2 of 3 digits.',
        advice:
          'Try stn.localization.learningRateFactor 0.1, stn.sampler.padding "background", or stn.transformer.outsidePenalty 0.1.',
      },
    ]);
    expect(watch.look(3, [small, small, small], defaultConfig())).toEqual([]);
    expect(watch.look(4, [far, far, small], defaultConfig()).map(({ finding }) => finding)).toEqual([
      'leaving',
    ]);
  });

  it('looks at each of several transformers', () => {
    const watch = new CollapseWatch([affine, spline]);
    const [event, ...others] = watch.look(
      5,
      [[...identityTheta(affine), ...splineScaled(0.01, 0.01)]],
      defaultConfig(),
    );
    expect(event).toMatchObject({ finding: 'growing' });
    expect(event.message).toMatch(/^After epoch 5 transformer 2 reads a spot .* for 1 of 1 digits\.$/);
    expect(others).toEqual([]);
  });

  it('advises what is not set yet, in settings that are accepted', () => {
    const config = configWith({
      'localization.learningRateFactor': 0.1,
      'sampler.padding': 'border',
      'transformer.identityStart': false,
      'transformer.outsidePenalty': 0.1,
    });
    const [{ advice }] = new CollapseWatch([affine]).look(1, [[1, 0, 3, 0, 1, 0]], config);
    expect(advice).toBe(
      'Try stn.localization.learningRateFactor 0.01, stn.transformer.identityStart true, or stn.transformer.outsidePenalty 1.',
    );
    for (const [, key, value] of advice.matchAll(/(stn\.\S+) ([\w".]*[\w"])/g)) {
      expect(parseConfig({ [key]: JSON.parse(value) as unknown })).toMatchObject({ ok: true });
    }
  });

  it('advises by the settings as they are at the time', () => {
    const watch = new CollapseWatch([affine]);
    const small = [4, 0, 0, 0, 4, 0];
    expect(watch.look(1, [identityTheta(affine)], defaultConfig())).toEqual([]);
    const [{ advice }] = watch.look(2, [small], configWith({ 'sampler.padding': 'background' }));
    expect(advice).not.toContain('padding');
  });

  it('has nothing to look at where there is no transformer', () => {
    expect(new CollapseWatch([]).look(1, [[], []], defaultConfig())).toEqual([]);
  });
});
