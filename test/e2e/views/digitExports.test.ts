/** Sampled digits exported: as they are shown, and through all epochs as an animated GIF. */
import { csvParse } from 'd3-dsv';
import { decode } from 'modern-gif';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { askedFor } from './browser';
import { exported, pictureFacts } from './exported';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(address: string): Promise<void> {
  page = await views.open(address, { width: 1280, height: 900 });
  await page.getByTestId('export-samples').waitFor();
}

async function press(action: string): Promise<string> {
  await page.getByRole('button', { name: 'Export test digits' }).click();
  await page.getByTestId(`export-samples-${action}`).click();
  const told = page.getByTestId('exported-samples').filter({ hasText: /./ });
  await told.waitFor();
  return (await told.textContent()) ?? '';
}

describe('the sampled digits', () => {
  it('are one picture, in the order and layout that they are shown in', async () => {
    await open('dashboard?theme=light');
    await press('png');
    const pairs = await exported(page);
    expect(pairs.name).toBe('test-digits-after-epoch-3.png');
    // Five pairs of 28×28 pixels, each four wide, beside one another, at twice the resolution.
    const { width, height, corner } = await pictureFacts(page, pairs.bytes, 'image/png');
    expect(width).toBe(2 * (2 * 18 + 5 * (2 * 112 + 6) + 4 * 18));
    expect(corner).toEqual([255, 255, 255, 255]);
    await page.getByTestId('digits-layout').selectOption('output');
    await press('png');
    const alone = await pictureFacts(page, (await exported(page)).bytes, 'image/png');
    expect(alone.width).toBeLessThan(width);
    expect(alone.height).toBeLessThan(height);
    await page.getByTestId('digits-filter').selectOption('4');
    await press('csv');
    const rows = csvParse(new TextDecoder().decode((await exported(page)).bytes));
    expect(rows.map((row) => row.class)).toEqual(['4', '4']);
    expect(rows.columns.slice(-1)).toEqual(['theta 6']);
    await page.getByTestId('digits-filter').selectOption('wrong');
    expect(await press('svg')).toBe('No digit is shown; choose others to export.');
  });

  it('are a film of all epochs, each asked for as the slider does', async () => {
    await open('dashboard?');
    await page.getByTestId('digits-grid').check();
    await page.getByTestId('epoch-speed').selectOption('2');
    expect(await press('gif')).toBe('Saved.');
    const { name, bytes } = await exported(page);
    expect(name).toBe('transforms.gif');
    const gif = decode(bytes);
    expect(gif.looped).toBe(true);
    // Before training and after each of three epochs; the last stands.
    expect(gif.frames.map(({ delay }) => delay)).toEqual([250, 250, 250, 1000]);
    expect((await pictureFacts(page, bytes, 'image/gif')).width).toBe(gif.width);
    expect((await askedFor(page, 'samples')).map(([, epoch]) => epoch).sort()).toEqual([0, 1, 2]);
  });

  it('go without epochs that the run folder lost, and say so', async () => {
    await open('dashboard?');
    await page.evaluate('fakeHost.lost.add(0), fakeHost.lost.add(2)');
    expect(await press('gif')).toBe(
      'Saved. Left out, for the run folder has no digits of them: epochs 0, 2.',
    );
    expect(decode((await exported(page)).bytes).frames).toHaveLength(2);
  });

  it('can be ended by keys while the film is made', async () => {
    await open('dashboard?');
    // It waits for an epoch that does not come.
    await page.evaluate('fakeHost.isDeaf = true');
    await page.getByTestId('export-samples').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter'])
      await page.keyboard.press(key);
    await page.getByTestId('cancel-export-samples').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByTestId('exported-samples').filter({ hasText: 'Nothing was saved.' }).waitFor();
    expect(await page.getByTestId('cancel-export-samples').isVisible()).toBe(false);
  });
});
