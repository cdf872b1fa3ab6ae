/** The inspector in a real browser, under the extension's own content security policy. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, picture, posted, tableRows } from './browser';
import { serveViews, type ViewServer } from './server';

let browser: Browser;
let server: ViewServer;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), serveViews()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(() => page.close());

async function open(query = ''): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  await page.goto(`${server.url}inspector?${query}`);
}

const theta = (): Promise<string[]> => page.getByTestId('theta').locator('td').allTextContents();
const choose = (source: string): Promise<void> =>
  page.getByTestId('source').locator(`input[value=${source}]`).check();
const shownIndex = (): Promise<string | null> => page.getByTestId('digit-index').getAttribute('value');
const asked = async (): Promise<number[]> =>
  (await posted(page)).flatMap((message) => (message.type === 'inspect' ? [message.index] : []));

describe('the inspector', () => {
  it('has nothing to show without a run, and invites to train', async () => {
    await open('at=0');
    await page.getByTestId('welcome-train').click();
    await expect.poll(() => posted(page)).toEqual([{ type: 'command', command: 'train' }]);
  });

  it('shows a digit’s pictures, theta and probabilities', async () => {
    await open();
    await page.getByTestId('verdict').filter({ hasText: 'True class' }).waitFor();
    await expect.poll(() => theta()).toHaveLength(6);
    expect(await page.getByTestId('theta-terms').locator('tr').count()).toBe(6);
    const rows = await tableRows(page, 'probabilities');
    expect(rows).toHaveLength(10);
    expect(rows.filter((row) => row.some((cell) => cell.includes('true')))).toHaveLength(1);
    expect(rows.filter((row) => row.some((cell) => cell.includes('predicted')))).toHaveLength(1);
    expect(await page.getByTestId('grid-outline').getAttribute('points')).toMatch(/^-?\d/);
    expect(await page.getByTestId('sampling-grid').locator('text').allTextContents()).toEqual([
      'A',
      'B',
      'C',
      'D',
    ]);
    expect(await page.getByTestId('weights').textContent()).toBe('Weights after epoch 3');
  });

  it('goes to the next and the previous digit by button and arrow key', async () => {
    await open();
    await page.getByTestId('verdict').filter({ hasText: 'True class' }).waitFor();
    const first = await picture(page.getByTestId('input'));
    await page.getByTestId('next').click();
    await expect.poll(() => shownIndex()).toBe('1');
    await expect.poll(() => picture(page.getByTestId('input'))).not.toBe(first);
    await page.getByTestId('previous').click();
    await page.getByTestId('previous').click();
    await expect.poll(() => shownIndex()).toBe('9999');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => shownIndex()).toBe('0');
    await expect.poll(asked).toContain(9999);
  });

  it('takes an index by hand and explains a wrong one', async () => {
    await open();
    const field = page.getByTestId('digit-index').locator('input');
    await field.fill('123');
    await expect.poll(asked).toContain(123);
    await field.fill('10000');
    expect(await page.getByTestId('index-problem').textContent()).toBe('Type a whole number from 0 to 9999.');
    expect(await page.getByTestId('digit-index').getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => asked()).not.toContain(10000);
    await field.press('ArrowUp');
    await expect.poll(() => shownIndex()).toBe('124');
    expect(await page.getByTestId('index-problem').textContent()).toBe('');
  });

  it('follows the host’s choice, and remembers it', async () => {
    await open();
    await page.evaluate("fakeHost.sendRaw({ type: 'select', index: 42 })");
    await expect.poll(shownIndex).toBe('42');
    await expect.poll(asked).toContain(42);
    await page.reload();
    await expect.poll(asked).toEqual([42]);
  });

  it('asks anew after every epoch', async () => {
    await open('at=3');
    await page.getByTestId('weights').filter({ hasText: 'before training' }).waitFor();
    const before = await theta();
    await page.evaluate('fakeHost.advance({ epoch: 1 })');
    // The recording's samples follow its epoch, and the answer is made of them.
    await page.evaluate('fakeHost.advance({ epoch: 2 })');
    await page.getByTestId('weights').filter({ hasText: 'after epoch' }).waitFor();
    await expect.poll(() => theta()).not.toEqual(before);
  });

  it('says why a digit can’t be shown and keeps the last picture', async () => {
    await open();
    await page.getByTestId('verdict').filter({ hasText: 'True class' }).waitFor();
    await page.evaluate(
      "fakeHost.sendRaw({ type: 'cannotInspect', index: 0, message: 'The trainer has ended.' })",
    );
    await page.getByTestId('cannot-inspect').filter({ hasText: 'The trainer has ended.' }).waitFor();
    await expect.poll(() => theta()).toHaveLength(6);
    const before = (await asked()).length;
    await page.getByTestId('try-again').click();
    await expect.poll(async () => (await asked()).length).toBe(before + 1);
    await page.getByTestId('cannot-inspect').waitFor({ state: 'hidden' });
  });

  it('shows where an output pixel was read, by mouse and by keyboard', async () => {
    await open();
    await page.getByTestId('verdict').filter({ hasText: 'True class' }).waitFor();
    await page.getByTestId('output').hover();
    expect(await page.getByTestId('probe').textContent()).toMatch(
      /^Output pixel at row 1[34], column 1[34] is read/,
    );
    await page.mouse.move(5, 5);
    await page.getByTestId('output').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByTestId('probe').textContent()).toContain('Output pixel at row 14, column 15');
    // Those arrows were the output's own.
    await expect.poll(() => shownIndex()).toBe('0');
  });

  it.each([420, 800, 1100, 1600])('fits into %i px', async (width) => {
    await open();
    await page.setViewportSize({ width, height: 900 });
    await page.getByTestId('verdict').filter({ hasText: 'True class' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await choose('drawing');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });
});
