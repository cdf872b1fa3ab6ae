/** The views of every transformer and distortion, in a real browser, fed with runs that are made up. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, picture, posted, tableRows } from './browser';
import { madeRuns } from './madeRuns';
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
afterEach(async () => {
  await page.close();
  expect(errors).toEqual([]);
});

async function open(view: 'dashboard' | 'inspector', run: string, more = ''): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(`${server.url}${view}?run=${run}${more}`);
  const sign = view === 'dashboard' ? 'status' : 'verdict';
  await page.getByTestId(sign).filter({ hasText: /./ }).waitFor();
}

const text = (testId: string): Promise<string | null> => page.getByTestId(testId).textContent();
const termIds = async (): Promise<(string | null)[]> => {
  const rows = await page.getByTestId('theta-terms').first().locator('tbody tr').all();
  return Promise.all(rows.map((row) => row.getAttribute('data-testid')));
};

describe('the inspector', () => {
  it.each(Object.keys(madeRuns))('shows "%s" at any width, and complains of nothing', async (run) => {
    await open('inspector', run);
    for (const width of [420, 800, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    expect((await posted(page)).filter(({ type }) => type === 'failure')).toEqual([]);
  });

  it('has true beside recovered terms where the pose is known', async () => {
    await open('inspector', 'rotated');
    const [head, value] = [page.locator('.terms thead'), page.getByTestId('term-rotation')];
    expect(await head.textContent()).toContain('recoveredtrue');
    expect(await value.getByTestId('true-value').textContent()).toMatch(/^[+−]\d+\.\d°$/);
  });

  it('shows of a constrained transformer what it can do', async () => {
    await open('inspector', 'cluttered');
    await expect.poll(() => termIds()).toEqual(['term-scale', 'term-translation-x', 'term-translation-y']);
    expect(await page.getByTestId('theta').locator('td.muted').allTextContents()).toEqual([
      ' 0.000',
      ' 0.000',
    ]);
    await page.close();
    await open('inspector', 'rts');
    await expect
      .poll(() => termIds())
      .toEqual(['term-rotation', 'term-scale', 'term-translation-x', 'term-translation-y']);
  });

  it('shows of a homography where the corners go, with its 3×3 matrix', async () => {
    await open('inspector', 'projective');
    await expect
      .poll(() => termIds())
      .toEqual([
        ...['term-corner-a', 'term-corner-b', 'term-corner-c', 'term-corner-d'],
        ...['term-perspective-x', 'term-perspective-y'],
      ]);
    const numbers = await page.getByTestId('theta').locator('td').allTextContents();
    expect(numbers).toHaveLength(9);
    expect(numbers[8]).toBe('+1');
    expect(await page.getByTestId('middle-terms').locator('tbody tr').count()).toBe(6);
  });

  it('shows of a spline its control points, in numbers and on the input', async () => {
    await open('inspector', 'spline');
    expect(await page.getByTestId('control-point').count()).toBe(16);
    expect(await page.getByTestId('theta').locator('td').count()).toBe(16);
    expect(await page.getByTestId('theta').locator('.number').count()).toBe(32);
    await expect.poll(() => text('term-largest-move')).toMatch(/px.*row \d, column \d/);
    // Nobody knows the pose of an elastic distortion.
    expect(await page.getByTestId('true-value').count()).toBe(0);
  });

  it('shows both grids of two transformers in lines that differ, and two outputs', async () => {
    await open('inspector', 'twoTransformers');
    expect(await page.getByTestId('output').count()).toBe(2);
    expect(await page.getByTestId('theta-title').allTextContents()).toEqual([
      ' Theta of transformer 1: affine',
      ' Theta of transformer 2: affine',
    ]);
    const dashes = await page.evaluate(
      `[...document.querySelectorAll('[data-testid="grid-outline"]')].map((line) => getComputedStyle(line).strokeDasharray)`,
    );
    expect(dashes).toEqual(['none', '5px, 3px']);
    expect(await page.getByTestId('sampling-grid').locator('text').allTextContents()).toContain('A2');
    await page.getByTestId('output').nth(1).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => text('probe')).toContain('Output pixel at row 14, column 14');
    const marks = page.getByTestId('output').locator('rect.read');
    expect(await marks.nth(0).getAttribute('visibility')).toBe('hidden');
    expect(await marks.nth(1).getAttribute('visibility')).toBe('visible');
  });

  it('shows each channel of an addition in a row of its own, and all sums', async () => {
    await open('inspector', 'addition');
    expect(await page.getByTestId('input').count()).toBe(2);
    expect(await page.getByTestId('output').count()).toBe(4);
    await expect.poll(() => tableRows(page, 'probabilities')).toHaveLength(19);
    const [first, second] = [page.getByTestId('input').nth(0), page.getByTestId('input').nth(1)];
    await expect.poll(() => picture(first)).not.toBe(await picture(second));
  });

  it('says that there is no transformer, and leaves no empty box', async () => {
    await open('inspector', 'none');
    await expect.poll(() => text('no-transformer')).toContain('the classifier reads the input as it is');
    for (const testId of ['theta', 'output', 'sampling-grid']) {
      expect(await page.getByTestId(testId).count()).toBe(0);
    }
    expect(await page.getByTestId('probe').isVisible()).toBe(false);
    expect(await page.getByTestId('true-terms').locator('tr').count()).toBe(6);
  });
});

describe('the dashboard', () => {
  it('says what is trained: network, transformer, distortion and parameters', async () => {
    await open('dashboard', 'cluttered');
    await expect.poll(() => text('fact-network')).toBe('ST-CNN');
    await expect.poll(() => text('fact-network-detail')).toBe('421,322 parameters (localization 19,622)');
    await expect.poll(() => text('fact-transformer')).toBe('attention');
    await expect.poll(() => text('fact-distortion')).toBe('TC');
    await expect.poll(() => text('fact-distortion-detail')).toContain('on 60×60');
  });

  it('draws large and two-channel digits with whole pixels', async () => {
    await open('dashboard', 'cluttered');
    const box = await page.getByTestId('digit-input').first().boundingBox();
    expect(box?.width).toBe(120);
    await page.close();
    await open('dashboard', 'addition');
    const canvas = `document.querySelector('[data-testid="digit-output"]')`;
    const size = await page.evaluate(`[${canvas}.width, ${canvas}.height]`);
    expect(size).toEqual([85, 85]);
  });

  it('shows no outputs where there is no transformer', async () => {
    await open('dashboard', 'none');
    expect(await page.getByTestId('digit-input').first().isVisible()).toBe(true);
    expect(await page.getByTestId('digit-output').first().isVisible()).toBe(false);
    expect(await page.getByTestId('recovered').isVisible()).toBe(false);
  });

  it('warns of a collapse, and opens the settings', async () => {
    await open('dashboard', 'collapsed', '&at=2');
    expect(await page.getByTestId('collapse').isVisible()).toBe(false);
    await page.evaluate('fakeHost.advance(100000)');
    await page.getByTestId('collapse').filter({ hasText: 'Warning: After epoch 2' }).waitFor();
    await expect.poll(() => text('collapse')).toContain('outsidePenalty');
    await page.getByTestId('collapse-settings').click();
    await expect.poll(() => posted(page)).toEqual([{ type: 'command', command: 'openSettings' }]);
  });
});

describe('recovered against true', () => {
  const correlation = async (): Promise<number> =>
    Number(/Correlation ([\d.]+), slope/.exec((await text('recovered-correlation')) ?? '')?.[1]);
  const choose = (testId: string, value: string): Promise<void> =>
    page.getByTestId(testId).locator(`input[value="${value}"]`).check();

  it('is not there where poses are not known or do not vary', async () => {
    for (const run of ['spline', 'addition']) {
      await open('dashboard', run);
      expect(await page.getByTestId('recovered').isVisible()).toBe(false);
      await page.close();
    }
    // The tutorial's digits, as recorded, are not distorted.
    await open('dashboard', 'recorded');
    expect(await page.getByTestId('recovered').isVisible()).toBe(false);
  });

  it('has a correlation that grows with training, and is higher without ambiguous digits', async () => {
    await open('dashboard', 'rotated', '&at=4');
    expect(await page.getByTestId('recovered').isVisible()).toBe(true);
    await page.evaluate('fakeHost.advance(100000)');
    await page.getByTestId('status').filter({ hasText: 'Finished' }).waitFor();
    await expect.poll(correlation).toBeGreaterThan(0.8);
    const all = await correlation();
    await choose('recovered-class', 'clear');
    await expect.poll(() => correlation()).toBeGreaterThan(all);
    await expect.poll(() => text('recovered-correlation')).toContain('of 210 test digits');
    await choose('recovered-class', '8');
    await expect.poll(() => correlation()).toBeLessThan(all);
  });

  it('compares whatever the distortion varies and the transformer can undo', async () => {
    await open('dashboard', 'rts');
    const terms = page.getByTestId('recovered-term').locator('label');
    expect(await terms.allTextContents()).toEqual(['Angle ', 'Scale ', 'Shift x ', 'Shift y ']);
    const angles = await picture(page.getByTestId('recovered-canvas'));
    await choose('recovered-term', 'shiftX');
    expect(await page.getByTestId('recovered-canvas').getAttribute('aria-label')).toMatch(
      /^Shift x, recovered against true\. Correlation 0\.\d{3}, slope 0\.\d\d, of 300 test digits\./,
    );
    await expect.poll(() => picture(page.getByTestId('recovered-canvas'))).not.toBe(angles);
    await page.close();
    await open('dashboard', 'rotated');
    expect(await page.getByTestId('recovered-term').isVisible()).toBe(false);
  });

  it('compares either of two transformers', async () => {
    await open('dashboard', 'twoTransformers');
    const before = await correlation();
    await choose('recovered-transformer', '1');
    await expect.poll(() => correlation()).not.toBe(before);
  });

  it('keeps what is compared, and of which digits, over a reload', async () => {
    await open('dashboard', 'rts');
    await choose('recovered-term', 'shiftX');
    await choose('recovered-class', '8');
    const before = await text('recovered-correlation');
    await page.reload();
    await expect.poll(() => text('recovered-correlation')).toBe(before);
    expect(await page.getByTestId('recovered-term').locator('input:checked').getAttribute('value')).toBe(
      'shiftX',
    );
  });

  it('is gone through by keyboard, point by point, and inspects', async () => {
    await open('dashboard', 'rotated');
    const canvas = page.getByTestId('recovered-canvas');
    await canvas.focus();
    await page.keyboard.press('Home');
    const first = await text('recovered-point');
    expect(first).toMatch(/^Test digit \d+: digit \d, true −\d+°, recovered −?\d+°/);
    await page.keyboard.press('End');
    await expect.poll(() => text('recovered-point')).toMatch(/true \d+°/);
    await page.keyboard.press('ArrowLeft');
    const shown = await text('recovered-point');
    await page.keyboard.press('Enter');
    const index = Number(/^Test digit (\d+)/.exec(shown ?? '')?.[1]);
    await expect.poll(() => posted(page)).toEqual([{ type: 'inspect', index }]);
    // And the class by arrow keys, as radio buttons are.
    await page.getByTestId('recovered-class').locator('input').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => text('recovered-correlation')).toContain('of 210 test digits');
  });

  it('inspects the digit of a point that is clicked', async () => {
    await open('dashboard', 'rotated');
    const canvas = page.getByTestId('recovered-canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (!box) throw new Error('no canvas');
    // Along the diagonal, until a point is met.
    for (let share = 0.2; share < 0.8 && (await posted(page)).length === 0; share += 0.01) {
      await page.mouse.click(box.x + 46 + share * (box.width - 56), box.y + (1 - share) * (box.height - 40));
    }
    // A second click may have met the point before the first was told.
    await expect.poll(async () => (await posted(page))[0]).toMatchObject({ type: 'inspect' });
  });
});

describe('the report', () => {
  it.each(['rts', 'addition', 'none', 'collapsed'])('shows "%s" with nothing but a browser', async (run) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'stn-report-'));
    const file = path.join(folder, 'report.html');
    await writeFile(file, await (await fetch(`${server.url}report?run=${run}`)).text());
    page = await browser.newPage();
    errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(pathToFileURL(file).href);
    expect(await page.getByTestId('complaint').count()).toBe(0);
    expect(await page.getByTestId('digit-output').count()).toBe(run === 'none' ? 0 : 80);
    expect(await page.getByTestId('recovered').isVisible()).toBe(run === 'rts');
    expect(await page.getByTestId('collapse').isVisible()).toBe(run === 'collapsed');
    await rm(folder, { recursive: true });
  });
});
