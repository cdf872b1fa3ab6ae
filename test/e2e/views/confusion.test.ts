/** The confusion matrix and the digits behind its cells, in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { posted } from './browser';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(query = '', view = 'dashboard'): Promise<void> {
  page = await views.open(`${view}?${query}`, { width: 1000, height: 900 });
  await summary().filter({ hasText: /./ }).waitFor();
}

const summary = () => page.getByTestId('confusion-summary');
const cell = (label: number, predicted: number) => page.getByTestId(`confusion-${label}-${predicted}`);
const title = () => page.getByTestId('gallery-title');
const galleryDigits = () => page.getByTestId('gallery').getByTestId('digit');
const number = async (text: Promise<string | null>): Promise<number> => Number((await text) ?? NaN);

/** The cell off the diagonal with the most digits. */
async function worst(): Promise<readonly [number, number]> {
  const [, from, to] = /most often (\d) for (\d)/.exec((await summary().textContent()) ?? '') ?? [];
  return [Number(from), Number(to)];
}

describe('the confusion matrix', () => {
  it('has names for its cells, and shares for its rows', async () => {
    await open();
    const [from, to] = await worst();
    const count = await number(cell(from, to).textContent());
    expect(count).toBeGreaterThan(0);
    expect(await cell(from, to).getAttribute('aria-label')).toBe(
      `${from} taken for ${to}: ${count} digit${count === 1 ? '' : 's'}`,
    );
    const right = await number(cell(4, 4).textContent());
    expect(await page.getByTestId('confusion').locator('td.accuracy').nth(4).textContent()).toBe(
      `${right}.0%`,
    );
  });

  it('follows the slider', async () => {
    await open();
    const after = await summary().textContent();
    await page.getByTestId('epoch-slider').focus();
    await page.keyboard.press('Home');
    await page.getByTestId('confusion-epoch').filter({ hasText: 'before training' }).waitFor();
    expect(await summary().textContent()).not.toBe(after);
    await page.keyboard.press('End');
    await summary()
      .filter({ hasText: after ?? '' })
      .waitFor();
  });

  it('goes from cell to cell by the arrow keys, and opens a cell’s digits by Enter', async () => {
    await open();
    const [from, to] = await worst();
    await cell(0, 0).focus();
    for (let row = 0; row < from; row++) await page.keyboard.press('ArrowDown');
    for (let column = 0; column < to; column++) await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.dataset.testid')).toBe(`confusion-${from}-${to}`);
    await page.keyboard.press('Enter');
    await title()
      .filter({ hasText: `${from} taken for ${to}` })
      .waitFor();
    expect(await cell(from, to).getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Enter');
    await title().waitFor({ state: 'hidden' });
    expect(await page.locator('.confusion button[tabindex="0"]').count()).toBe(1);
  });

  it('shows the digits of a cell with what the network saw, and inspects one', async () => {
    await open();
    const [from, to] = await worst();
    await cell(from, to).click();
    await galleryDigits().first().waitFor();
    const name = (await galleryDigits().first().getAttribute('title')) ?? '';
    expect(name).toMatch(new RegExp(`^Test digit \\d+: ${from}, predicted ${to} with .*%, wrong$`));
    await galleryDigits().first().click();
    const index = Number(await galleryDigits().first().getAttribute('data-index'));
    await expect.poll(() => posted(page)).toContainEqual({ type: 'inspect', index });
  });

  it('keeps the chosen cell over a reload, and says how many of its digits are shown', async () => {
    await open();
    await cell(4, 4).click();
    const counted = await number(cell(4, 4).textContent());
    const said = page.getByTestId('gallery-explanation');
    await galleryDigits().first().waitFor();
    const shown = await galleryDigits().count();
    expect(shown).toBeLessThan(counted);
    expect(await said.textContent()).toBe(
      `${shown} of ${counted} are shown, those that the network was least sure of. Choose one to inspect it.`,
    );
    await page.reload();
    await title().filter({ hasText: '4 read right' }).waitFor();
    expect(await cell(4, 4).getAttribute('aria-pressed')).toBe('true');
    await cell(4, 4).click();
    await page.reload();
    await summary().filter({ hasText: /./ }).waitFor();
    expect(await title().isVisible()).toBe(false);
  });

  it('shows all mistakes, the surest first, at every epoch', async () => {
    await open();
    await page.getByTestId('show-mistakes').click();
    await title().filter({ hasText: 'after epoch 3' }).waitFor();
    const all = await galleryDigits().all();
    const names = await Promise.all(all.map((digit) => digit.getAttribute('title')));
    const shares = names.map((name) => Number(/with ([\d.]+)%, wrong$/.exec(name ?? '')?.[1]));
    expect(shares.length).toBeGreaterThan(5);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    await page.getByTestId('epoch-slider').focus();
    await page.keyboard.press('ArrowLeft');
    await title().filter({ hasText: 'after epoch 2' }).waitFor();
    await page.getByRole('button', { name: 'Hide mistakes' }).click();
    await title().waitFor({ state: 'hidden' });
  });

  it('says in place that an epoch’s digits are missing, and goes on', async () => {
    await open();
    await page.evaluate('fakeHost.lost.add(3)');
    await page.getByTestId('show-mistakes').click();
    await page.getByTestId('gallery-explanation').filter({ hasText: 'Epoch 3 has no digits' }).waitFor();
    expect(await summary().isVisible()).toBe(true);
    await page.getByTestId('epoch-slider').focus();
    await page.keyboard.press('ArrowLeft');
    await galleryDigits().first().waitFor();
  });

  it('says of a run of an older version that it has none', async () => {
    page = await views.open('dashboard?older');
    await page.getByTestId('confusion-missing').filter({ hasText: 'an older version' }).waitFor();
    expect(await page.getByTestId('confusion').isVisible()).toBe(false);
    expect(await page.getByTestId('digit').first().isVisible()).toBe(true);
  });

  it('of a sum of two digits has all nineteen classes', async () => {
    await open('run=addition');
    expect(await page.getByTestId('confusion').locator('tbody tr').count()).toBe(19);
  });

  it('is in the report, of the last epoch', async () => {
    await open('', 'report');
    expect(await page.getByTestId('confusion').locator('tbody tr').count()).toBe(10);
    expect(await page.getByTestId('confusion-epoch').textContent()).toBe('after epoch 3');
  });
});
