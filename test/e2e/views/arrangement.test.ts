/** Order, filter and layout of the sampled digits in a real browser, fed with a recorded run. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { picture } from './browser';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(query = ''): Promise<void> {
  page = await views.open(`dashboard?${query}`, { width: 1000, height: 900 });
  await page.getByTestId('samples-epoch').filter({ hasText: /./ }).waitFor();
}

const cells = () => page.getByTestId('digit');
const choose = (testId: string, value: string) => page.getByTestId(testId).selectOption(value);
/** Labels are drawn in the next frame. */
async function labels(): Promise<string[]> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return page.locator('[data-testid="digit"] .label').allTextContents();
}

describe('the sampled digits', () => {
  it('are sorted by class, and as they were sampled again', async () => {
    await open();
    const sampled = await labels();
    await choose('digits-order', 'class');
    expect(await labels()).toEqual([...sampled].sort());
    await choose('digits-order', 'sampled');
    expect(await labels()).toEqual(sampled);
  });

  it('are sorted by confidence', async () => {
    await open();
    await choose('digits-order', 'confidence');
    await labels();
    const all = await cells().all();
    const names = await Promise.all(all.map((cell) => cell.getAttribute('title')));
    const shares = names.map((name) => Number(/with [<>]?([\d.]+)%/.exec(name ?? '')?.[1]));
    expect(shares).toHaveLength(20);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('are filtered by class and by being wrong, in each epoch anew', async () => {
    await open();
    await choose('digits-filter', '3');
    expect(await labels()).toEqual(['3', '3']);
    await choose('digits-filter', 'wrong');
    const wrongNow = (await labels()).length;
    expect(await page.locator('[data-testid="digit"]:not(.wrong)').count()).toBe(0);
    await page.getByTestId('epoch-slider').focus();
    await page.keyboard.press('Home');
    await page.getByTestId('samples-epoch').filter({ hasText: 'before training' }).waitFor();
    expect((await labels()).length).toBeGreaterThan(wrongNow);
    expect(await page.locator('[data-testid="digit"]:not(.wrong)').count()).toBe(0);
  });

  it('keep the keyboard where they are sorted anew, with one tab stop', async () => {
    await open();
    await cells().nth(4).focus();
    const index = await cells().nth(4).getAttribute('data-index');
    await page.evaluate(`{
      const order = document.querySelector('[data-testid="digits-order"]');
      order.value = 'confidence';
      order.dispatchEvent(new Event('change'));
    }`);
    await labels();
    expect(await page.evaluate('document.activeElement.dataset.index')).toBe(index);
    expect(await page.locator('[data-testid="digit"][tabindex="0"]').count()).toBe(1);
  });

  it('are shown as outputs alone, or before and after in one picture', async () => {
    await open();
    const input = page.getByTestId('digit-input').first();
    const output = page.getByTestId('digit-output').first();
    await choose('digits-layout', 'output');
    await input.waitFor({ state: 'hidden' });
    expect(await page.getByTestId('digits-grid').isVisible()).toBe(false);
    await choose('digits-layout', 'swipe');
    await input.waitFor();
    expect(await input.boundingBox()).toEqual(await output.boundingBox());
    await page.getByTestId('digits-swipe').focus();
    await page.keyboard.press('Home');
    await labels();
    const after = await picture(cells().first());
    await page.keyboard.press('End');
    await labels();
    await expect.poll(() => picture(cells().first())).not.toBe(after);
  });

  it('have their sampling grids over the inputs where that is chosen', async () => {
    await open();
    const lines = page.getByTestId('digit-grid-lines').first().locator('path');
    expect(await lines.count()).toBe(0);
    await page.getByTestId('digits-grid').check();
    await labels();
    const newest = await lines.getAttribute('d');
    expect(newest).toMatch(/^M[-\d.]+,[-\d.]+ /);
    await page.getByTestId('epoch-slider').focus();
    await page.keyboard.press('Home');
    await page.getByTestId('samples-epoch').filter({ hasText: 'before training' }).waitFor();
    expect(await lines.getAttribute('d')).not.toBe(newest);
  });

  it('stay as they were arranged over a reload', async () => {
    await open();
    await choose('digits-order', 'transform');
    await choose('digits-filter', '7');
    await choose('digits-layout', 'swipe');
    await page.getByTestId('digits-grid').check();
    const before = await labels();
    await page.reload();
    await page.getByTestId('samples-epoch').filter({ hasText: /./ }).waitFor();
    expect(await labels()).toEqual(before);
    expect(await page.getByTestId('digits-order').inputValue()).toBe('transform');
    expect(await page.getByTestId('digits-filter').inputValue()).toBe('7');
    expect(await page.getByTestId('digits-layout').inputValue()).toBe('swipe');
    expect(await page.getByTestId('digits-grid').isChecked()).toBe(true);
  });
});
