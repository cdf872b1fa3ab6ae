/** Theta over the test set, in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { picture, tableRows } from './browser';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(query = '', view = 'dashboard'): Promise<void> {
  page = await views.open(`${view}?${query}`, { width: 1000, height: 900 });
  await summary().filter({ hasText: /./ }).waitFor();
}

const summary = () => page.getByTestId('spread-summary');
const canvas = () => page.getByTestId('spread-canvas');
const choose = (name: string, value: string) =>
  page.getByTestId(name).locator(`input[value="${value}"]`).check({ force: true });

describe('theta over the test set', () => {
  it('is a table of every class, and a sentence', async () => {
    await open('run=rotated');
    const rows = await tableRows(page, 'spread-table');
    expect(rows.map(([name]) => name)).toEqual(['All', ...Array.from('0123456789')]);
    expect(rows[0][2]).toMatch(/^[+−]?\d+\.\d°$/);
    expect(await summary().textContent()).toMatch(
      /^Angle: median .*, half of the digits .*, nine tenths .*\.$/,
    );
    expect(await canvas().getAttribute('aria-label')).toContain('Angle over the epochs, all digits.');
  });

  it('follows the slider: before training nothing spreads', async () => {
    await open();
    const after = await picture(canvas());
    await page.getByTestId('epoch-slider').focus();
    await page.keyboard.press('Home');
    await page.getByTestId('spread-epoch').filter({ hasText: 'before training' }).waitFor();
    expect(await summary().textContent()).toBe(
      'Angle: median 0.0°, half of the digits 0.0° to 0.0°, nine tenths 0.0° to 0.0°.',
    );
    expect(await picture(canvas())).not.toBe(after);
  });

  it('shows another part of theta, and one class', async () => {
    await open();
    const before = await picture(canvas());
    await choose('spread-term', 'scaleX');
    await summary().filter({ hasText: 'Scale x: median ×' }).waitFor();
    await choose('spread-class', '7');
    await expect
      .poll(() => canvas().getAttribute('aria-label'))
      .toContain('Scale x over the epochs, class 7.');
    expect(await page.locator('.spread .chosen th').textContent()).toBe('7');
    expect(await picture(canvas())).not.toBe(before);
  });

  it('keeps the chosen part and class over a reload', async () => {
    await open();
    await choose('spread-term', 'scaleX');
    await choose('spread-class', '7');
    await page.reload();
    await summary().filter({ hasText: 'Scale x: median ×' }).waitFor();
    expect(await page.locator('.spread .chosen th').textContent()).toBe('7');
  });

  it('has what the kind of transformer can change, for each of two', async () => {
    await open('run=cluttered');
    expect(await page.getByTestId('spread-term').locator('.label').allTextContents()).toEqual([
      'Scale',
      'Shift x',
      'Shift y',
    ]);
    await page.close();
    await open('run=twoTransformers');
    const first = await summary().textContent();
    await choose('spread-transformer', '1');
    await expect.poll(() => summary().textContent()).not.toBe(first);
  });

  it('is absent without a transformer', async () => {
    page = await views.open('dashboard?run=none');
    await page.getByTestId('confusion-summary').filter({ hasText: /./ }).waitFor();
    expect(await page.getByTestId('spread').isVisible()).toBe(false);
  });

  it('is in the report, of the last epoch', async () => {
    await open('', 'report');
    expect(await page.getByTestId('spread-epoch').textContent()).toBe('after epoch 3');
  });
});
