/** The dashboard in a real browser, under the extension's own content security policy, fed with a recorded run. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, picture, posted, tableRows } from './browser';
import { serveViews, type ViewServer } from './server';

let browser: Browser;
let server: ViewServer;
let page: Page;
let errors: string[];

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), serveViews()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(() => page.close());

async function open(query: string): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${server.url}dashboard?${query}`);
  await page.getByTestId('status').filter({ hasText: /./ }).waitFor();
}

/** Until the view has drawn what it was sent: messages are tasks, drawing waits for a frame. */
async function drawn(): Promise<void> {
  await page.evaluate(
    'new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 30))',
  );
}

const enabled = async (testId: string): Promise<boolean> =>
  (await page.getByTestId(testId).getAttribute('disabled')) === null;

describe('before the first run', () => {
  it('invites to train, and says so to the host', async () => {
    await open('at=0');
    expect(await page.getByTestId('welcome').textContent()).toContain('Press Train');
    expect(await page.getByTestId('facts').isVisible()).toBe(false);
    await page.getByTestId('welcome-train').click();
    await page.getByTestId('settings').click();
    await page.getByTestId('stop').click({ force: true });
    await expect
      .poll(() => posted(page))
      .toEqual([
        { type: 'command', command: 'train' },
        { type: 'command', command: 'openSettings' },
      ]);
  });

  it('shows how far the preparation is', async () => {
    await open('at=0&phase=preparing&message=Downloading+MNIST&fraction=0.42');
    expect(await page.getByTestId('status').textContent()).toBe('Downloading MNIST 42%');
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('42');
    await expect.poll(() => enabled('stop')).toBe(true);
    await expect.poll(() => enabled('train')).toBe(false);
  });
});

describe('a run', () => {
  it('grows with every epoch: table, charts and digits', async () => {
    await open('at=3');
    expect(await page.getByTestId('samples-epoch').textContent()).toBe('before training');
    await expect.poll(() => tableRows(page, 'epoch-table')).toEqual([]);
    const digit = page.getByTestId('digit-output').first();
    const before = {
      digit: await picture(digit),
      loss: await picture(page.getByTestId('loss-chart-canvas')),
      accuracy: await picture(page.getByTestId('accuracy-chart-canvas')),
    };

    await page.evaluate('fakeHost.advance({ epoch: 1 })');
    await page.getByTestId('samples-epoch').filter({ hasText: 'after epoch 1' }).waitFor();
    await drawn();
    const rows = await tableRows(page, 'epoch-table');
    expect(rows).toHaveLength(1);
    expect(rows[0][0]).toBe('1');
    expect(rows[0][3]).toMatch(/^9\d\.\d\d%$/);
    expect(await page.getByTestId('fact-best').textContent()).toBe(rows[0][3]);
    expect(await page.getByTestId('accuracy-chart-canvas').getAttribute('aria-label')).toContain(rows[0][3]);
    await expect.poll(() => picture(digit)).not.toBe(before.digit);
    await expect.poll(() => picture(page.getByTestId('loss-chart-canvas'))).not.toBe(before.loss);
    await expect.poll(() => picture(page.getByTestId('accuracy-chart-canvas'))).not.toBe(before.accuracy);
    const cell = page.getByTestId('digit').first();
    expect(await cell.getAttribute('data-epoch')).toBe('1');

    await page.evaluate('fakeHost.advance({ epoch: 2 })');
    await page.getByTestId('samples-epoch').filter({ hasText: 'after epoch 2' }).waitFor();
    await expect.poll(() => tableRows(page, 'epoch-table')).toHaveLength(2);
    await expect.poll(() => enabled('stop')).toBe(true);
    expect(errors).toEqual([]);
    await expect.poll(() => posted(page)).toEqual([]);
  });

  it('draws the running train loss between epochs', async () => {
    await open('at=10');
    const before = await picture(page.getByTestId('loss-chart-canvas'));
    const speed = await page.getByTestId('fact-speed').textContent();
    await page.evaluate('fakeHost.advance(10)');
    await drawn();
    await expect.poll(() => picture(page.getByTestId('loss-chart-canvas'))).not.toBe(before);
    expect(speed).toMatch(/^[\d,]+$/);
  });

  it('is the same whether it came as a snapshot or event by event', async () => {
    await open('at=3');
    await page.evaluate('fakeHost.advance(100000)');
    await page.getByTestId('status').filter({ hasText: 'Finished' }).waitFor();
    await drawn();
    const grown = await picture(page.getByTestId('loss-chart'));
    const rows = await tableRows(page, 'epoch-table');
    await page.close();
    await open('');
    await drawn();
    await expect.poll(() => tableRows(page, 'epoch-table')).toEqual(rows);
    await expect.poll(() => picture(page.getByTestId('loss-chart'))).toBe(grown);
  });

  it('marks wrong predictions with a sign, and names them', async () => {
    await open('');
    const cells = await page.getByTestId('digit').all();
    expect(cells).toHaveLength(20);
    for (const cell of cells) {
      const name = (await cell.getAttribute('title')) ?? '';
      expect(await cell.textContent()).toContain(name.endsWith('right') ? '✓' : '✗');
    }
  });

  it('survives a failure: what was charted stays, and it offers what can be done', async () => {
    await open('at=80&phase=failed&message=The+trainer+ended+with+code+9.');
    expect(await page.getByTestId('failure').textContent()).toContain('The trainer ended with code 9.');
    await expect.poll(() => tableRows(page, 'epoch-table')).not.toEqual([]);
    await page.getByTestId('train-again').click();
    await page.getByTestId('show-log').click();
    await expect
      .poll(() => posted(page))
      .toEqual([
        { type: 'command', command: 'train' },
        { type: 'command', command: 'showLog' },
      ]);
  });

  it('shows a notice of the dataset’s', async () => {
    await open('at=3');
    expect(await page.getByTestId('notice').isVisible()).toBe(false);
    await page.evaluate(
      `fakeHost.events.then(([started]) => fakeHost.sendRaw({ type: 'event', run: 'main', event: { ...started, dataset: { ...started.dataset, notice: 'This is not MNIST.' } } }))`,
    );
    await page.getByTestId('notice').filter({ hasText: 'This is not MNIST.' }).waitFor();
  });
});

describe('a comparison', () => {
  const cell = (testId: string) => page.getByTestId(testId).textContent();

  it('shows both runs in facts, charts, tables and digits, and the gap in words', async () => {
    await open('twin=100000');
    expect(await cell('gap')).toMatch(
      /^After epoch 3, with the transformer: 9\d\.\d\d%, without: 9\d\.\d\d%: 1\.00 points better\.$/,
    );
    expect(await page.getByTestId('pair').locator('thead').textContent()).toBe('affineno transformer');
    expect(await cell('main-parameters')).toBe('27,360, 5,520 of them localization');
    expect(await cell('twin-parameters')).toBe('27,348');
    expect(await page.getByTestId('fact-best').isVisible()).toBe(false);
    expect(await page.getByTestId('fact-dataset').isVisible()).toBe(true);
    await expect.poll(() => tableRows(page, 'epoch-table')).toHaveLength(3);
    await expect.poll(() => tableRows(page, 'twin-epoch-table')).toHaveLength(3);
    const legend = await page.getByTestId('accuracy-chart').locator('.legend li:visible').allTextContents();
    expect(legend.map((entry) => entry.replace(/ [\d.]+%$/, ''))).toEqual(['affine', 'no transformer']);
    expect(await page.getByTestId('loss-chart-canvas').getAttribute('aria-label')).toMatch(
      /affine, test loss [\d.]+, .*no transformer, test loss [\d.]+, no transformer, train loss [\d.]+\.$/,
    );
    expect(await cell('samples-right')).toMatch(/^\d+ of 20 right; without a transformer 16 of 20 right$/);
    const plain = await page.getByTestId('digit-plain').allTextContents();
    expect(plain.filter((text) => text.startsWith('without: ✗'))).toHaveLength(4);
    expect(errors).toEqual([]);
  });

  it('grows with either run’s events, and each run’s curves with its own', async () => {
    await open('at=2&twin=2');
    expect(await cell('status')).toContain('with the transformer, epoch 1 of 3; without it, epoch 1 of 3');
    await page.evaluate("fakeHost.advance({ epoch: 1 }, 'twin')");
    await page.getByTestId('twin-best').filter({ hasText: 'after epoch 1' }).waitFor();
    expect(await cell('gap')).toContain('Epoch 1 of both');
    expect(await cell('main-best')).toBe('–');
    await expect.poll(() => tableRows(page, 'epoch-table')).toEqual([]);
    await page.evaluate('fakeHost.advance({ epoch: 1 })');
    await page.getByTestId('gap').filter({ hasText: 'After epoch 1' }).waitFor();
    await expect.poll(() => tableRows(page, 'epoch-table')).toHaveLength(1);
    const before = await picture(page.getByTestId('loss-chart-canvas'));
    await page.evaluate("fakeHost.advance(20, 'twin')");
    await drawn();
    await expect.poll(() => picture(page.getByTestId('loss-chart-canvas'))).not.toBe(before);
  });

  it('begins with a button, where no run is on its way', async () => {
    await open('');
    await page.getByTestId('compare').click();
    await expect.poll(() => posted(page)).toEqual([{ type: 'command', command: 'compare' }]);
    await page.evaluate("fakeHost.setStatus('training')");
    await page.locator('[data-testid="compare"][disabled]').waitFor();
  });

  it('goes on with one where the other fails, and can be started again after both', async () => {
    await open('at=90&twin=90');
    await page.evaluate("fakeHost.setStatus('failed', 'The trainer ended.', null, 'twin')");
    await page.getByTestId('twin-failure').filter({ hasText: 'The other run goes on.' }).waitFor();
    expect(await page.getByTestId('failure').isVisible()).toBe(false);
    await expect.poll(() => enabled('stop')).toBe(true);
    await page.evaluate("fakeHost.setStatus('failed', 'It diverged.')");
    await page.getByTestId('failure').filter({ hasText: 'With the transformer: It diverged.' }).waitFor();
    await expect.poll(() => enabled('stop')).toBe(false);
    await page.getByTestId('train-again').click();
    await expect.poll(() => posted(page)).toEqual([{ type: 'command', command: 'compare' }]);
  });

  it('fits any width', async () => {
    await open('twin=100000');
    for (const width of [420, 800, 1100, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      await drawn();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
  });
});

describe('by keyboard', () => {
  it('moves among the digits with arrows and inspects with Enter or Space', async () => {
    await open('');
    const cells = page.getByTestId('digit');
    await cells.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Space');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.offsetTop')).toBeGreaterThan(0);
    const [second, last] = [cells.nth(1), cells.last()];
    await expect
      .poll(() => posted(page))
      .toEqual([
        { type: 'inspect', index: Number(await second.getAttribute('data-index')) },
        { type: 'inspect', index: Number(await last.getAttribute('data-index')) },
      ]);
  });

  it('has one tab stop for all digits', async () => {
    await open('');
    expect(await page.locator('[data-testid="digit"][tabindex="0"]').count()).toBe(1);
  });

  it('presses a button', async () => {
    await open('');
    await page.getByTestId('train').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => posted(page)).toEqual([{ type: 'command', command: 'train' }]);
  });
});

describe('any width', () => {
  it.each([420, 800, 1100, 1600])('of %i px holds all there is', async (width) => {
    await open('');
    await page.setViewportSize({ width, height: 900 });
    await drawn();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });
});

describe('themes', () => {
  it('are followed by the charts as soon as they change', async () => {
    await open('theme=light');
    const light = await picture(page.getByTestId('loss-chart-canvas'));
    await page.evaluate("fakeHost.setTheme('high-contrast')");
    await drawn();
    const dark = await picture(page.getByTestId('loss-chart-canvas'));
    expect(dark).not.toBe(light);
    await page.evaluate("fakeHost.setTheme('light')");
    await drawn();
    await expect.poll(() => picture(page.getByTestId('loss-chart-canvas'))).toBe(light);
  });
});

describe('malformed messages', () => {
  it('are left out and reported once, and the view goes on', async () => {
    await open('at=3');
    await page.evaluate(
      "for (let at = 0; at < 3; at++) fakeHost.sendRaw({ type: 'event', run: 'main', event: { type: 'epoch' } })",
    );
    await page.evaluate("fakeHost.sendRaw('nonsense')");
    await page.evaluate('fakeHost.advance({ epoch: 1 })');
    await page.getByTestId('samples-epoch').filter({ hasText: 'after epoch 1' }).waitFor();
    const messages = await posted(page);
    expect(messages.map(({ type }) => type)).toEqual(['failure', 'failure']);
    expect(JSON.stringify(messages[0])).toContain('malformed');
  });

  it('of another protocol are refused with a sentence', async () => {
    await open('at=3');
    await page.evaluate(
      "fakeHost.sendRaw({ type: 'snapshot', protocol: 999, status: { phase: 'idle', message: '', fraction: null }, history: null, twin: null })",
    );
    await page.getByTestId('complaint').filter({ hasText: 'reload the window' }).waitFor();
  });
});
