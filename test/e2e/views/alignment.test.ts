/** Mean images and the alignment score, and recovered poses at the slider's epoch, in a real browser. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { picture } from './browser';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(query = ''): Promise<void> {
  page = await views.open(`dashboard?${query}`, { width: 1200, height: 900 });
  await page.getByTestId('confusion-summary').filter({ hasText: /./ }).waitFor();
}

const summary = () => page.getByTestId('alignment-summary');
const pictures = () => page.getByTestId('class-picture');
const picturesOf = (epoch: number) => page.locator(`.class-pictures[data-epoch="${epoch}"]`);
const goTo = async (key: string): Promise<void> => {
  await page.getByTestId('epoch-slider').focus();
  await page.keyboard.press(key);
};

describe('the alignment of the classes', () => {
  it('has four pictures of each class, with names, and a score', async () => {
    await open();
    await picturesOf(3).waitFor();
    expect(await pictures().count()).toBe(40);
    expect(await pictures().nth(14).getAttribute('aria-label')).toBe('4: mean image after the transformer');
    expect(await summary().textContent()).toMatch(
      /^Which class it is explains 24\.0% of the pixels’ variance before the transformer, 3\d\.\d% after it/,
    );
    const chart = await page.getByTestId('alignment-chart-canvas').getAttribute('aria-label');
    expect(chart).toMatch(/^Alignment over epochs: after the transformer 3\d\.\d%, before it 24\.0%\.$/);
  });

  it('follows the slider: at the identity nothing changes', async () => {
    await open();
    await picturesOf(3).waitFor();
    const after = await picture(pictures().nth(14));
    await goTo('Home');
    await picturesOf(0).waitFor();
    expect(await summary().textContent()).toContain('24.0% after it');
    expect(await picture(pictures().nth(14))).not.toBe(after);
  });

  it('says in place that an epoch’s pictures are missing, and goes on', async () => {
    await open();
    await picturesOf(3).waitFor();
    await page.evaluate('fakeHost.lost.add(2)');
    await goTo('ArrowLeft');
    await page.getByTestId('alignment-missing').filter({ hasText: 'Epoch 2' }).waitFor();
    expect(await pictures().first().isVisible()).toBe(false);
    await goTo('ArrowLeft');
    await picturesOf(1).waitFor();
    expect(await pictures().first().isVisible()).toBe(true);
  });

  it('is absent without a transformer', async () => {
    await open('run=none');
    expect(await page.getByTestId('alignment').isVisible()).toBe(false);
  });
});

describe('recovered against true', () => {
  it('follows the slider', async () => {
    await open('run=rotated');
    const panel = page.getByTestId('recovered');
    await panel.filter({ hasText: 'after epoch 3' }).waitFor();
    await goTo('Home');
    await panel.filter({ hasText: 'before training' }).waitFor();
    await page.evaluate('fakeHost.lost.add(1)');
    await goTo('ArrowRight');
    await page.getByTestId('recovered-missing').filter({ hasText: 'Epoch 1' }).waitFor();
    expect(await panel.isVisible()).toBe(false);
    await goTo('End');
    await panel.filter({ hasText: 'after epoch 3' }).waitFor();
  });
});
