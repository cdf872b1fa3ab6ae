/** What the inspector asks further, in a real browser: the response to rotation, and theta by hand. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { picture, posted, tableRows } from './browser';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function openInspector(): Promise<void> {
  page = await views.open('inspector', { width: 1000, height: 1100 });
  await page.getByTestId('verdict').filter({ hasText: 'redicted' }).waitFor();
}

async function open(part: 'response' | 'hand'): Promise<void> {
  await openInspector();
  await page.getByTestId(part).locator('> summary').press('Enter');
}

const text = (testId: string): Promise<string> => page.getByTestId(testId).innerText();
const asked = async (kind: string): Promise<number> =>
  (await posted(page)).filter((message) => message.type === 'query' && message.query.kind === kind).length;

describe('the response to rotation', () => {
  const summary = (): Promise<string> => text('response-summary');

  it('is asked for once it is open, and drawn and told', async () => {
    await openInspector();
    expect(await asked('survey')).toBe(0);
    await page.getByTestId('response').locator('> summary').press('Enter');
    await expect
      .poll(summary)
      .toMatch(/^Read as \d from −\d+° to \+\d+°\. The grid turns by 0\.5\d?° for each/);
    for (const chart of ['response-angle', 'response-confidence']) {
      expect(await page.getByTestId(chart).locator('polyline.curve').getAttribute('points')).toMatch(/^\d/);
      expect(await page.getByTestId(chart).getAttribute('aria-label')).toContain(await summary());
    }
    expect(await page.getByTestId('response-confidence').locator('.letter').count()).toBe(13);
    await page.getByText('As a table').click();
    const rows = await tableRows(page, 'response-table');
    expect(rows).toHaveLength(37);
    expect(rows[0][0]).toBe('−90°');
  });

  it('marks the rotation of now without asking anew, and asks anew for another digit', async () => {
    await open('response');
    await expect.poll(summary).toMatch(/^Read as/);
    const mark = (): Promise<string> => page.getByTestId('response-angle').locator('text.now').innerHTML();
    expect(await mark()).toBe('now 0°');
    await page.getByTestId('warp-rotation').fill('40');
    await expect.poll(mark).toBe('now +40°');
    expect(await asked('survey')).toBe(1);
    await page.getByTestId('warp-scale').fill('0.8');
    await expect.poll(() => asked('survey')).toBe(2);
    await page.getByTestId('next').click();
    await expect.poll(() => asked('survey')).toBe(3);
  });

  it('waits until the digit rests: while it is moved, its own picture comes first', async () => {
    await open('response');
    await page.getByTestId('hand').locator('> summary').press('Enter');
    await page.getByTestId('surface-summary').filter({ hasText: 'lowest' }).waitFor();
    await expect.poll(summary).toMatch(/^Read as/);
    await page.evaluate(`(async () => {
      const slider = document.querySelector('[data-testid=warp-scale]');
      for (let step = 1; step <= 30; step++) {
        slider.value = 1 + step / 100;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
    })()`);
    await expect.poll(() => asked('survey')).toBeGreaterThan(1);
    expect(await asked('survey')).toBeLessThan(10);
    const surfaces = (await posted(page)).filter(
      (message) =>
        message.type === 'query' && message.query.kind === 'resample' && message.query.matrices.length > 1,
    );
    expect(surfaces.length).toBeLessThan(10);
  });

  it('stays open over a reload', async () => {
    await open('response');
    await expect.poll(summary).toMatch(/^Read as/);
    await page.reload();
    await expect.poll(summary).toMatch(/^Read as/);
  });
});

describe('theta by hand', () => {
  const verdict = (): Promise<string> => text('hand-verdict');
  const slider = (term: string): Promise<string> => page.getByTestId(`hand-${term}`).inputValue();

  it('begins with the network’s own, moves by sliders and goes back', async () => {
    await open('hand');
    await expect.poll(verdict).toMatch(/^By hand: \d with .*, loss .* The network’s own theta: \d with/);
    const own = await slider('rotation');
    const grid = await picture(page.getByTestId('hand-grid'));
    await page.getByTestId('hand-rotation').fill('80');
    await expect.poll(() => picture(page.getByTestId('hand-grid'))).not.toBe(grid);
    await page.getByTestId('hand-reset').click();
    await expect.poll(() => picture(page.getByTestId('hand-grid'))).toBe(grid);
    expect(await slider('rotation')).toBe(own);
  });

  it('is chosen on the loss surface, by pointer and by arrow keys', async () => {
    await open('hand');
    await expect.poll(() => text('surface-summary')).toMatch(/^Loss of class \d: lowest .* at rotation/);
    const surface = page.getByTestId('surface');
    const { width, height } = (await surface.boundingBox()) ?? { width: 0, height: 0 };
    await surface.click({ position: { x: 0.75 * width, y: 0.5 * height } });
    await expect.poll(() => slider('rotation').then(Number)).toBeGreaterThan(40);
    const before = Number(await slider('rotation'));
    const surfaces = await asked('resample');
    await surface.press('ArrowRight');
    await expect.poll(() => slider('rotation').then(Number)).toBeGreaterThan(before);
    // The surface is the same: only the one theta was asked about.
    await expect.poll(() => asked('resample')).toBe(surfaces + 1);
    expect(await page.getByTestId('digit-index').getAttribute('value')).toBe('0');
    await page.getByTestId('plane').locator('input[value=shifts]').check();
    await expect.poll(() => text('surface-summary')).toMatch(/at translation x/);
  });

  it('says why there is no answer', async () => {
    await open('hand');
    await expect.poll(verdict).toMatch(/^By hand/);
    await page.evaluate('fakeHost.isDeaf = true');
    const questions = await asked('resample');
    await page.getByTestId('hand-shear').fill('1');
    await expect.poll(() => asked('resample')).toBe(questions + 2);
    const newest = (await posted(page)).flatMap((message) =>
      message.type === 'query' ? [message.question] : [],
    );
    await page.evaluate(
      `fakeHost.sendRaw({ type: 'unanswered', question: ${Math.max(...newest)}, message: 'The trainer has ended.' })`,
    );
    await page.getByTestId('hand').getByRole('alert').filter({ hasText: 'The trainer has ended.' }).waitFor();
  });

  it.each([420, 800, 1600])('fits into %d px', async (width) => {
    await open('hand');
    await page.getByTestId('response').locator('> summary').click();
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });
});
