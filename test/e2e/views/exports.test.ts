/** The export button beside each picture, by keys and in a real browser: what the host gets, and what is said. */
import type { Page } from 'playwright-core';
import { csvParse } from 'd3-dsv';
import { describe, expect, it } from 'vitest';
import { posted } from './browser';
import { exported, pictureFacts } from './exported';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(address: string): Promise<void> {
  page = await views.open(address, { width: 1280, height: 900 });
  await page.getByTestId('export-loss-chart').waitFor();
}

const told = (picture: string) => page.getByTestId(`exported-${picture}`);

describe('a chart', () => {
  it('is exported by keys: opened, walked through, left again', async () => {
    await open('dashboard?theme=dark');
    const button = page.getByRole('button', { name: 'Export Loss', exact: true });
    await button.focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu', { name: 'Export Loss' });
    expect(await menu.getByRole('menuitem').allTextContents()).toEqual([
      ...['Copy Picture', 'Save as PNG…', 'Save as SVG…'],
      ...['Copy Numbers', 'Save Numbers as CSV…', 'Save Numbers as JSON…'],
    ]);
    await page.keyboard.press('Escape');
    expect(await menu.isVisible()).toBe(false);
    expect(await page.locator(':focus').getAttribute('data-testid')).toBe('export-loss-chart');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await told('loss-chart').filter({ hasText: 'Saved.' }).waitFor();
    const { name, bytes } = await exported(page);
    expect(name).toBe('loss.png');
    // Twice the size, on the theme's ground.
    expect(await pictureFacts(page, bytes, 'image/png')).toEqual({
      ...{ width: 1600, height: 900, corner: [31, 31, 31, 255] },
    });
    await page.keyboard.press('End');
    expect(await menu.isVisible()).toBe(false);
  });

  it('is an SVG of its own that shows the same', async () => {
    await open('dashboard?theme=light');
    await page.getByTestId('export-loss-chart').click();
    await page.getByTestId('export-loss-chart-svg').click();
    await told('loss-chart').filter({ hasText: /./ }).waitFor();
    const { name, bytes } = await exported(page);
    expect(name).toBe('loss.svg');
    expect(await pictureFacts(page, bytes, 'image/svg+xml')).toEqual({
      ...{ width: 800, height: 450, corner: [255, 255, 255, 255] },
    });
    const text = new TextDecoder().decode(bytes);
    for (const words of ['Loss', 'negative log-likelihood', 'epoch', 'train, running', '0.05']) {
      expect(text).toContain(`>${words}`);
    }
    expect(text).not.toMatch(/color\(|rgba\(|style=/);
    // The curves are there: lines with many points.
    expect(text.match(/ d="[^"]{1000,}"/g)?.length).toBeGreaterThanOrEqual(2);
    // The library asks for nothing that the page's policy refuses.
    expect((await posted(page)).filter(({ type }) => type === 'failure')).toEqual([]);
  });

  it('gives its numbers as CSV, to be saved and to be copied', async () => {
    await open('dashboard?');
    for (const action of ['csv', 'copy-numbers']) {
      await page.getByTestId('export-accuracy-chart').click();
      await page.getByTestId(`export-accuracy-chart-${action}`).click();
      await told('accuracy-chart').filter({ hasText: /./ }).waitFor();
      const rows = csvParse(new TextDecoder().decode((await exported(page)).bytes));
      expect(rows.columns).toEqual(['epoch', 'test accuracy', 'best test accuracy', 'the tutorial’s log']);
      // The tutorial’s log goes further than this run.
      expect(rows.map((row) => Number(row.epoch))).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
      expect(rows[3]['test accuracy']).toBe('');
      expect(Number(rows[2]['test accuracy'])).toBeCloseTo(97.34, 2);
    }
  });

  it('says what went wrong in one sentence, in place', async () => {
    await open('dashboard?');
    await page.evaluate(`fakeHost.refusal = 'loss.png can’t be saved (the disk is full).'`);
    await page.getByTestId('export-loss-chart').click();
    await page.getByTestId('export-loss-chart-png').click();
    await told('loss-chart').filter({ hasText: 'loss.png can’t be saved (the disk is full).' }).waitFor();
    await page.evaluate(`navigator.clipboard.write = () => Promise.reject(new Error('no'))`);
    await page.getByTestId('export-loss-chart').click();
    await page.getByTestId('export-loss-chart-copy-picture').click();
    await told('loss-chart')
      .filter({ hasText: 'The clipboard takes no picture here; save it as PNG instead.' })
      .waitFor();
  });
});

describe('every other picture of the dashboard', () => {
  it.each([
    ['confusion', 'Export confusion matrix', 'confusion-matrix-after-epoch-12', 'taken for 9'],
    ['spread', 'Export theta over the test set', 'theta-angle-all', 'median (degrees)'],
    [
      'recovered',
      'Export recovered against true',
      'recovered-against-true-angle-after-epoch-12',
      'true angle (degrees)',
    ],
    ['classes', 'Export mean images', 'mean-images-after-epoch-12', 'pixel 783'],
    ['alignment-chart', 'Export Alignment', 'alignment', 'before it'],
  ])('%s is exported as a picture and as numbers', async (id, button, name, column) => {
    await open('dashboard?run=rotated');
    const facts: object[] = [];
    for (const [action, type] of [
      ['png', 'image/png'],
      ['svg', 'image/svg+xml'],
    ]) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByTestId(`export-${id}-${action}`).click();
      await told(id).filter({ hasText: 'Saved.' }).waitFor();
      const file = await exported(page);
      expect(file.name.replace(/\d+/, '12')).toBe(`${name}.${action}`);
      facts.push(await pictureFacts(page, file.bytes, type));
    }
    const [png, drawing] = facts as { width: number; height: number; corner: number[] }[];
    expect(png).toEqual({ ...drawing, width: 2 * drawing.width, height: 2 * drawing.height });
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByTestId(`export-${id}-csv`).click();
    await told(id).filter({ hasText: 'Saved.' }).waitFor();
    const rows = csvParse(new TextDecoder().decode((await exported(page)).bytes));
    expect(rows.columns.join()).toContain(column);
    expect(rows.length).toBeGreaterThan(2);
    expect((await posted(page)).filter(({ type }) => type === 'failure')).toEqual([]);
  });
});
