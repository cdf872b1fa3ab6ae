/** The inspector's pictures exported, with their styles and beyond their page. */
import { csvParse } from 'd3-dsv';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { posted } from './browser';
import { exported, pictureFacts } from './exported';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function press(picture: string, action: string): Promise<Uint8Array> {
  await page.getByTestId(`export-${picture}`).click();
  await page.getByTestId(`export-${picture}-${action}`).click();
  await page.getByTestId(`exported-${picture}`).filter({ hasText: 'Saved.' }).waitFor();
  return (await exported(page)).bytes;
}

async function expectSamePicture(picture: string): Promise<string> {
  const drawing = await press(picture, 'svg');
  const [svg, png] = [
    await pictureFacts(page, drawing, 'image/svg+xml'),
    await pictureFacts(page, await press(picture, 'png'), 'image/png'),
  ];
  expect(png).toEqual({ ...svg, width: 2 * svg.width, height: 2 * svg.height });
  expect(svg.corner).toEqual([31, 31, 31, 255]);
  const text = new TextDecoder().decode(drawing);
  expect(/var\(|class=|color\(|style=/.exec(text)).toBe(null);
  expect((await posted(page)).filter(({ type }) => type === 'failure')).toEqual([]);
  return text;
}

describe('the inspector’s pictures', () => {
  it('are one, with the sampling grid in its colours, and say where each pixel was read', async () => {
    page = await views.open('inspector?theme=dark&run=rotated');
    await page.getByTestId('verdict').filter({ hasText: /./ }).waitFor();
    const text = await expectSamePicture('pictures');
    for (const caption of ['Input', 'Sampling grid over the input', 'Sampled output']) {
      expect(text).toContain(`>${caption}</text>`);
    }
    // Input, grid and output have pixels of their own; the grid is drawn in the theme's yellow.
    expect(text.match(/<image /g)).toHaveLength(3);
    expect(text).toContain('stroke="rgb(204, 167, 0)"');
    const rows = csvParse(new TextDecoder().decode(await press('pictures', 'csv')));
    expect(rows).toHaveLength(28 * 28);
    expect(rows.columns).toEqual([
      ...['transformer', 'row', 'column', 'read at x (pixels)', 'read at y (pixels)', 'output'],
    ]);
  });

  it('through the epochs are a grid and an output for each, and theta and probabilities', async () => {
    page = await views.open('inspector?theme=dark&run=rotated');
    await page.getByTestId('strip-output').last().waitFor();
    const text = await expectSamePicture('epochs');
    expect(text.match(/<image /g)).toHaveLength(2 * 4);
    for (const epoch of [0, 1, 2, 3]) expect(text).toContain(`>epoch ${epoch}</text>`);
    const rows = csvParse(new TextDecoder().decode(await press('epochs', 'csv')));
    expect(rows.map(({ epoch }) => epoch)).toEqual(['0', '1', '2', '3']);
    expect(rows.columns.slice(0, 8)).toEqual([
      'epoch',
      ...[1, 2, 3, 4, 5, 6].map((at) => `theta ${at}`),
      'read as',
    ]);
    const sum = rows.columns.slice(8).reduce((total, name) => total + Number(rows[2][name]), 0);
    expect(sum).toBeCloseTo(1, 5);
  });

  it('of a response to rotation are both curves, and all probabilities', async () => {
    page = await views.open('inspector?theme=dark');
    await page.getByTestId('verdict').filter({ hasText: /./ }).waitFor();
    await page.getByTestId('response').locator('summary').first().click();
    await page.getByTestId('response-summary').filter({ hasText: /./ }).waitFor();
    const text = await expectSamePicture('response');
    expect(text).toContain('>Angle of the sampling grid</text>');
    expect(text).toContain('>now 0°</text>');
    const rows = csvParse(new TextDecoder().decode(await press('response', 'csv')));
    expect(rows).toHaveLength(37);
    expect(rows.columns.at(-1)).toBe('probability of 9');
  });

  it('of the loss around a theta set by hand are its map and its numbers', async () => {
    page = await views.open('inspector?theme=dark');
    await page.getByTestId('verdict').filter({ hasText: /./ }).waitFor();
    await page.getByTestId('hand').locator('summary').first().click();
    await page.getByTestId('surface-summary').filter({ hasText: /./ }).waitFor();
    await expectSamePicture('surface');
    const rows = csvParse(new TextDecoder().decode(await press('surface', 'csv')));
    expect(rows).toHaveLength(15 * 15);
    expect(rows.columns).toEqual(['rotation (degrees)', 'scale (log2)', 'loss']);
  });
});
