import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/shared/parseConfig';
import { paperCells, paperDistortions, type PaperDistortion } from '../../../../src/shared/presets/paper';
import { describeNetwork } from '../../../../src/shared/network/describeNetwork';
import { parameterCount } from '../../../../src/shared/network/network';

/** Image and classes of each column. */
const inputs: Record<PaperDistortion, { edge: number; channels: number; classes: number }> = {
  R: { edge: 28, channels: 1, classes: 10 },
  RTS: { edge: 42, channels: 1, classes: 10 },
  P: { edge: 28, channels: 1, classes: 10 },
  E: { edge: 28, channels: 1, classes: 10 },
  TC: { edge: 60, channels: 1, classes: 10 },
  addition: { edge: 42, channels: 2, classes: 19 },
};

function networkOf(cell: ReturnType<typeof paperCells>[number]) {
  const parsed = parseConfig(cell.preset('short'));
  if (!parsed.ok) throw new Error(parsed.problems.join(' '));
  const { edge, channels, classes } = inputs[cell.distortion];
  return describeNetwork(parsed.value, { height: edge, width: edge, channels }, classes);
}

describe('the cells of the paper’s table', () => {
  it('are eight networks on four distortions, four on clutter and six that add, each with its own name', () => {
    const counts = paperDistortions.map(
      (distortion) => paperCells().filter((cell) => cell.distortion === distortion).length,
    );
    expect(counts).toEqual([8, 8, 8, 8, 4, 6]);
    const ids = paperCells().map(({ id }) => id);
    expect(new Set(ids).size).toBe(42);
    expect(ids).toContain('rts-st-cnn-affine');
    expect(ids).toContain('addition-2-st-fcn-tps');
  });

  it.each(paperDistortions)('have networks of as many weights, within a twentieth, on %s', (distortion) => {
    const cells = paperCells().filter((cell) => cell.distortion === distortion);
    const counts = cells.map((cell) => parameterCount(networkOf(cell)));
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.05);
  });

  it('are trained for the paper’s 640 epochs at its learning rate where the budget is full', () => {
    for (const cell of paperCells()) {
      expect(parseConfig(cell.preset('full'))).toMatchObject({
        ok: true,
        value: { epochs: 640, learningRate: 0.01, optimizer: 'sgd', batchSize: 256 },
      });
    }
  });

  it('carry the public reproduction’s figures where it has some', () => {
    const known = paperCells().filter(({ reproduction }) => reproduction !== null);
    expect(known.map(({ id, published, reproduction }) => [id, published, reproduction])).toEqual([
      ['r-fcn', 2.1, 5.91],
      ['r-cnn', 1.2, 3.15],
      ['r-st-fcn-affine', 1.2, 3.05],
      ['r-st-cnn-affine', 0.7, 2.39],
    ]);
  });
});
