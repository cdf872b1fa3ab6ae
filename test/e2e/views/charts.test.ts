/** A run's charts in a real browser: zoom by mouse and keys, smoothing, axes. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { picture } from './browser';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(query = ''): Promise<void> {
  page = await views.open(`dashboard?${query}`, { width: 1000, height: 900 });
  await page.getByTestId('status').filter({ hasText: /./ }).waitFor();
}

const canvas = (chart: string) => page.getByTestId(`${chart}-chart-canvas`);
const all = () => page.getByTestId('show-all');

describe('the charts', () => {
  it('are four, with the tutorial’s log beside the run that it tells of', async () => {
    await open();
    for (const chart of ['loss', 'accuracy', 'rate', 'speed']) {
      expect(await canvas(chart).isVisible()).toBe(true);
    }
    expect(await canvas('rate').getAttribute('aria-label')).toBe(
      'Learning rate over epochs: learning rate 0.01.',
    );
    expect(await canvas('loss').getAttribute('aria-label')).toContain(
      'the tutorial’s log 0.0986 after epoch 3',
    );
    await page.close();
    await open('run=rotated');
    expect(await canvas('loss').getAttribute('aria-label')).not.toContain('tutorial');
  });

  it('show every class, with the one that stands out: the worst, or another that is chosen or pointed at', async () => {
    await open();
    const label = () => canvas('class').getAttribute('aria-label');
    const worst = await label();
    expect(worst).toMatch(/^Accuracy by class over epochs: \d \d+\.\d\d%\.$/);
    const classes = page.getByTestId('class-curve');
    expect(await classes.getByRole('radio').count()).toBe(10);
    expect(await page.locator('.class-chart .legend').textContent()).toContain('the worst');
    const before = await picture(canvas('class'));
    await classes.locator('.choice').nth(7).hover();
    await expect.poll(label).toMatch(/: 7 /);
    expect(await picture(canvas('class'))).not.toBe(before);
    await page.mouse.move(0, 0);
    await expect.poll(label).toBe(worst);
    await classes.getByRole('radio').nth(1).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(label).toMatch(/: 2 /);
    await page.close();
    await open('older');
    expect(await canvas('class').isVisible()).toBe(false);
  });

  it('show all the same part of the epochs, chosen by dragging, and all of them again', async () => {
    await open();
    const before = await Promise.all(['loss', 'accuracy'].map((chart) => picture(canvas(chart))));
    expect(await all().isVisible()).toBe(false);
    const box = await canvas('loss').boundingBox();
    if (!box) throw new Error('There is no chart.');
    await page.mouse.move(box.x + 0.4 * box.width, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.7 * box.width, box.y + 80, { steps: 4 });
    await page.locator('.loss-chart .selection').waitFor();
    await page.mouse.up();
    await all().waitFor();
    await page.mouse.move(0, 0);
    for (const [at, chart] of ['loss', 'accuracy'].entries()) {
      await expect.poll(() => picture(canvas(chart))).not.toBe(before[at]);
    }
    await all().click();
    await all().waitFor({ state: 'hidden' });
    await expect.poll(() => picture(canvas('loss'))).toBe(before[0]);
  });

  it('are zoomed, moved and shown whole by keys', async () => {
    await open();
    await canvas('accuracy').focus();
    await page.keyboard.press('+');
    await all().waitFor();
    const zoomed = await picture(canvas('loss'));
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => picture(canvas('loss'))).not.toBe(zoomed);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => picture(canvas('loss'))).toBe(zoomed);
    await page.keyboard.press('Escape');
    await all().waitFor({ state: 'hidden' });
  });

  it('are smoothed more or not at all, and have linear axes where wanted', async () => {
    await open();
    expect(await page.getByTestId('smoothing-amount').textContent()).toBe('0.60');
    const pictures = new Set([await picture(canvas('loss'))]);
    const changed = async (): Promise<void> => {
      await expect.poll(async () => pictures.has(await picture(canvas('loss')))).toBe(false);
      pictures.add(await picture(canvas('loss')));
    };
    await page.getByLabel('Smoothing').focus();
    await page.keyboard.press('Home');
    expect(await page.getByTestId('smoothing-amount').textContent()).toBe('off');
    await changed();
    await page.keyboard.press('End');
    await changed();
    await page.getByLabel('Logarithmic').press('Space');
    await changed();
  });

  it('are drawn when they are seen: what a run adds elsewhere waits', async () => {
    await open('at=100&phase=training');
    // Charts near the window are drawn as well.
    await page.setViewportSize({ width: 1000, height: 300 });
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const told = () => page.locator('.speed-chart .legend').textContent();
    const drawn = () =>
      canvas('speed').evaluate((chart) => (chart as unknown as { toDataURL(): string }).toDataURL());
    const [before, toldBefore] = [await drawn(), await told()];
    await page.evaluate('fakeHost.advance(20)');
    await expect.poll(told).not.toBe(toldBefore);
    expect(await drawn()).toBe(before);
    await canvas('speed').scrollIntoViewIfNeeded();
    await expect.poll(drawn).not.toBe(before);
  });
});
