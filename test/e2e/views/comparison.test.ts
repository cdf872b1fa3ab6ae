/** Several runs in one page, in a real browser: overlaid, in what they differ, and one digit through two of them. */
import { csvParse } from 'd3-dsv';
import { decode } from 'modern-gif';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { askedFor, picture, posted } from './browser';
import { exported, pictureFacts } from './exported';
import { servedViews } from './servedViews';
import { describeTimes, generous } from './times';

const views = servedViews();
let page: Page;

async function open(runs: string, width = 1280): Promise<void> {
  page = await views.open(`comparison?runs=${runs}`, { width, height: 900 });
  await page.getByTestId('comparison-title').filter({ hasText: /./ }).waitFor();
}

const run = (name: string) => page.locator(`[data-run="${name}"]`);
const canvas = (chart: string) => page.getByTestId(`${chart}-chart-canvas`);
const told = (chart: string) => canvas(chart).getAttribute('aria-label');
const side = (place: 'left' | 'right', part: string) =>
  page.getByTestId(`side-${place}`).getByTestId(`side-${part}`);
const row = (id: string) =>
  page.getByTestId('differences').locator(`[data-row="${id}"] td`).allTextContents();

/** Chooses from the menu that exports it. @returns what is told then */
async function press(testId: string, action: string): Promise<string> {
  await page.getByTestId(`export-${testId}`).click();
  await page.getByTestId(`export-${testId}-${action}`).click();
  const told = page.getByTestId(`exported-${testId}`).filter({ hasText: /./ });
  await told.waitFor();
  return (await told.textContent()) ?? '';
}

const digit = (at: number) => page.getByTestId('same-digit').nth(at);

describe('compared runs', () => {
  it('are told by colour, dashes and mark, with a sentence for one that can’t be read', async () => {
    await open('recorded,none,rotated,newer!');
    expect(await page.getByTestId('comparison-title').textContent()).toBe('4 runs compared');
    const looks = await page.evaluate<string[][]>(`
      [...document.querySelectorAll('.compared-runs .run-swatch')].map((swatch) => [
        getComputedStyle(swatch).stroke,
        swatch.querySelector('line').getAttribute('stroke-dasharray'),
        swatch.querySelector('path').getAttribute('d'),
      ])`);
    for (const part of [0, 1, 2]) expect(new Set(looks.map((look) => look[part])).size).toBe(4);
    expect(await run('recorded').innerText()).toMatch(/^The recorded run\s+completed, epoch 3 of 3$/);
    expect(await run('newer').innerText()).toMatch(/can’t be read\s+This run can’t be read: another version/);
    expect(await page.getByTestId('visible-newer').isVisible()).toBe(false);
    await expect
      .poll(() => told('accuracy'))
      .toMatch(
        /^Test accuracy over epochs: The recorded run 97\.34%, The none run 9.*%, The rotated run 9.*%\.$/,
      );
  });

  it('are left out of the charts and come back, also in the page that comes after this one', async () => {
    await open('recorded,none');
    await expect.poll(() => told('test-loss')).toContain('The none run');
    const both = await picture(canvas('test-loss'));
    await page.getByTestId('visible-none').press('Space');
    await expect.poll(() => told('test-loss')).not.toContain('The none run');
    expect(await picture(canvas('test-loss'))).not.toBe(both);
    await page.reload();
    await expect.poll(() => told('test-loss')).toMatch(/^Test loss over epochs: The recorded run [\d.]+\.$/);
    expect(await row('state')).toHaveLength(2);
    await page.getByTestId('visible-none').check();
    await expect.poll(() => picture(canvas('test-loss'))).toBe(both);
  });

  it('are zoomed together, and told of together where the mouse is', async () => {
    await open('recorded,none,rts');
    await expect.poll(() => told('speed')).toContain('The rts run');
    const [charted, beside] = await Promise.all([picture(canvas('train-loss')), picture(canvas('speed'))]);
    await canvas('train-loss').hover();
    await expect.poll(() => picture(canvas('train-loss'))).not.toBe(charted);
    await page.mouse.move(0, 0);
    await canvas('train-loss').press('+');
    await page.getByTestId('show-all').waitFor();
    expect(await picture(canvas('speed'))).not.toBe(beside);
    await page.keyboard.press('Escape');
    await expect.poll(() => picture(canvas('speed'))).toBe(beside);
  });

  it('differ in results and in the settings of a table, which has no others', async () => {
    await open('recorded,none');
    await expect.poll(() => row('accuracy')).toEqual(['97.34% after epoch 3 best', '96.94% after epoch 3']);
    expect(await row('parameters')).toEqual(['27,360', '400,112']);
    const settings = page.getByTestId('settings').locator('tr');
    const names = await Promise.all((await settings.all()).map((one) => one.getAttribute('data-row')));
    expect(names).toEqual(['stn.distortion.kind', 'stn.network.kind', 'stn.transformer.kind']);
    expect(await row('stn.transformer.kind')).toEqual(['"affine"', '"none"']);
    expect(await page.getByTestId('differences-sentence').textContent()).toBe('');
    expect(
      await page.getByTestId('epochs-of-runs').locator('tbody tr').last().locator('td').allTextContents(),
    ).toEqual([expect.stringMatching(/^97\.34%, 0\.0\d+$/), expect.stringMatching(/^96\.94%, /)]);
  });

  it('are exported with a legend, which the page has once for all charts', async () => {
    await open('recorded,none');
    await expect.poll(() => told('test-loss')).toContain('The none run');
    await press('test-loss-chart', 'svg');
    const { name, bytes } = await exported(page);
    expect(name).toBe('test-loss.svg');
    expect(new TextDecoder().decode(bytes)).toContain('>The none run 0.');
  });

  it('are exported as a table with a row for each, and only the settings that differ', async () => {
    await open('recorded,none,newer!');
    await expect.poll(() => row('state')).toHaveLength(2);
    await press('differences', 'csv');
    const { name, bytes } = await exported(page);
    expect(name).toBe('compared-runs.csv');
    const rows = csvParse(new TextDecoder().decode(bytes));
    expect(rows.map(({ run, folder }) => [run, folder])).toEqual([
      ['The recorded run', 'recorded'],
      ['The none run', 'none'],
    ]);
    expect(rows.columns.filter((column) => column.startsWith('stn.'))).toEqual([
      ...['stn.distortion.kind', 'stn.network.kind', 'stn.transformer.kind'],
    ]);
    expect(rows[0]).toMatchObject({ 'best accuracy': '0.9734', 'after epoch': '3', parameters: '27360' });
    expect(rows[1]['stn.transformer.kind']).toBe('none');
    // A table is no picture.
    await page.getByTestId('export-differences').click();
    expect(await page.getByRole('menuitem').allTextContents()).toEqual([
      ...['Copy Numbers', 'Save Numbers as CSV…', 'Save Numbers as JSON…'],
    ]);
  });

  it('grow while they train', async () => {
    await open('recorded,none~60');
    await expect.poll(() => row('epochs')).toEqual(['3 of 3', '1 of 3']);
    const before = [await told('accuracy'), await told('train-loss')];
    await page.evaluate('fakeHost.advance("none", { epoch: 2 })');
    await expect.poll(() => row('epochs')).toEqual(['3 of 3', '2 of 3']);
    expect(await told('accuracy')).not.toBe(before[0]);
    expect(await told('train-loss')).not.toBe(before[1]);
    expect(await run('none').innerText()).toContain('training, epoch 2 of 3');
  });

  it('leave a sentence where they are deleted meanwhile, and the others stay', async () => {
    await open('recorded,none,rotated');
    await page.getByTestId('left-run').selectOption('none');
    await expect.poll(() => side('left', 'epoch').textContent()).toBe('after epoch 3');
    const sentence = 'This run is not in the runs directory any more: it was deleted or moved.';
    await page.evaluate(
      `fakeHost.change('none', { state: 'unreadable', history: null, problem: '${sentence}' })`,
    );
    await expect.poll(() => run('none').innerText()).toContain(sentence);
    expect(await row('state')).toHaveLength(2);
    await expect.poll(() => told('accuracy')).not.toContain('The none run');
    // The run on the other side stays there.
    expect(await page.getByTestId('right-run').inputValue()).toBe('recorded');
    expect(await page.getByTestId('left-run').inputValue()).toBe('rotated');
  });

  it('are chosen by a button, also where there are none yet', async () => {
    await open('');
    expect(await page.getByTestId('comparison-title').textContent()).toBe('No runs are compared yet');
    expect(await page.getByTestId('comparison-welcome').textContent()).toMatch(/^Choose two runs or more: /);
    for (const part of ['differences', 'digit-choice', 'accuracy-chart']) {
      expect(await page.getByTestId(part).isVisible()).toBe(false);
    }
    await page.getByTestId('choose-runs').click();
    expect(await posted(page)).toEqual([{ type: 'chooseRuns' }]);
  });

  it('are eight, of which one streams, drawn in a moment', async () => {
    await open('recorded,none,rotated,rts,spline,addition,cluttered,projective');
    await expect.poll(() => told('accuracy')).toContain('The projective run');
    const milliseconds = await page.evaluate<number[]>(`(async () => {
      const times = [];
      for (let at = 0; at < 60; at++) {
        const start = performance.now();
        const event = { type: 'batch', epoch: 4, batch: at, loss: 1, meanLoss: 1, imagesPerSecond: 1000, etaSeconds: 1 };
        fakeHost.sendRaw({ type: 'comparedEvent', name: 'none', event });
        await new Promise((done) => setTimeout(done));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - start);
      }
      return times;
    })()`);
    const { median } = describeTimes('From a batch to its picture among eight runs', milliseconds);
    expect(median).toBeLessThan(generous);
  });
});

describe('the same digit through two runs', () => {
  it('is the same one, with each run’s pictures, prediction and theta in words', async () => {
    await open('recorded,none~200');
    await expect.poll(() => side('left', 'epoch').textContent()).toBe('after epoch 3');
    expect(await page.getByTestId('side-left').getAttribute('aria-label')).toMatch(
      /^The recorded run: Test digit \d+: 0, predicted 0 with/,
    );
    expect(await page.getByTestId('side-right').getAttribute('aria-label')).toMatch(
      /^The none run: Test digit \d+: 0, predicted/,
    );
    const [theta, none] = await Promise.all([
      side('left', 'theta').innerText(),
      side('right', 'theta').innerText(),
    ]);
    expect(theta).toMatch(/Theta: affine\s+Rotation\s+.*turned/);
    expect(none).toBe('There is no transformer: the classifier reads the input as it is.');
    expect(await side('right', 'output').isVisible()).toBe(false);
    expect(await page.getByTestId('digits-sentence').textContent()).toBe(
      'The digits are the same, but not their pictures: each run distorts them in its own way (none in The recorded run, R in The none run).',
    );
  });

  it('is any of those that were sampled in both, chosen by mouse and keys, and remembered', async () => {
    await open('recorded,rotated');
    await digit(3).click();
    await expect
      .poll(() => page.getByTestId('side-right').getAttribute('aria-label'))
      .toMatch(/^The rotated run: .*: 3, predicted/);
    const before = await picture(side('left', 'input'));
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.getByTestId('side-left').getAttribute('aria-label'))
      .toMatch(/^The recorded run: .*: 4, predicted/);
    expect(await picture(side('left', 'input'))).not.toBe(before);
    await page.reload();
    await expect
      .poll(() => page.getByTestId('side-left').getAttribute('aria-label'))
      .toMatch(/^The recorded run: .*: 4, predicted/);
    expect(await digit(4).locator('input').isChecked()).toBe(true);
  });

  it('goes through the epochs of both by one slider, each run to its newest', async () => {
    await open('recorded,rotated~60');
    await expect.poll(() => side('right', 'epoch').textContent()).toBe('after epoch 1');
    expect(await side('left', 'epoch').textContent()).toBe('after epoch 3');
    const newest = await picture(side('left', 'output'));
    await page.getByTestId('epoch-slider').press('Home');
    for (const place of ['left', 'right'] as const) {
      await expect.poll(() => side(place, 'epoch').textContent()).toBe('before training');
    }
    expect(await picture(side('left', 'output'))).not.toBe(newest);
    await page.getByTestId('epoch-slider').fill('2');
    await expect.poll(() => side('left', 'epoch').textContent()).toBe('after epoch 2');
    expect(await side('right', 'epoch').textContent()).toBe('after epoch 1');
    expect(await askedFor(page, 'samples')).toEqual([
      ['recorded', 0],
      ['rotated', 0],
      ['recorded', 2],
    ]);
    await page.getByTestId('epoch-live').click();
    await page.evaluate('fakeHost.advance("rotated", { epoch: 2 })');
    await expect.poll(() => side('right', 'epoch').textContent()).toBe('after epoch 2');
  });

  it('says where an epoch’s digits are lost, and shows the others', async () => {
    await open('recorded,rotated');
    await side('left', 'epoch').filter({ hasText: 'epoch 3' }).waitFor();
    await page.evaluate('fakeHost.lost.add(1)');
    await page.getByTestId('epoch-slider').fill('1');
    await expect
      .poll(() => page.getByTestId('digits-sentence').textContent())
      .toBe(
        'The recorded run: Epoch 1 has no digits to show. The rotated run: Epoch 1 has no digits to show.',
      );
    expect(await side('left', 'input').isVisible()).toBe(false);
    await page.getByTestId('epoch-slider').fill('2');
    await expect.poll(() => side('left', 'input').isVisible()).toBe(true);
  });

  it('takes other runs on either side, and changes sides', async () => {
    await open('recorded,rotated,cluttered');
    await page.getByTestId('right-run').selectOption('cluttered');
    await expect
      .poll(() => page.getByTestId('side-right').getAttribute('aria-label'))
      .toContain('The cluttered run');
    // Images of other sizes beside each other.
    const widthOf = (place: 'left' | 'right') =>
      side(place, 'input').evaluate((input) => (input as unknown as { width: number }).width);
    expect([await widthOf('left'), await widthOf('right')]).toEqual([28, 60]);
    await page.getByTestId('left-run').selectOption('cluttered');
    await expect.poll(() => widthOf('left')).toBe(60);
    expect(await page.getByTestId('right-run').inputValue()).toBe('recorded');
    await side('left', 'grid').locator('path').first().waitFor();
    await page.getByTestId('side-grids').uncheck();
    await expect.poll(() => side('left', 'grid').locator('path').count()).toBe(0);
  });

  it('is none where one run read digits and the other sums', async () => {
    await open('recorded,addition');
    await expect
      .poll(() => page.getByTestId('digits-sentence').textContent())
      .toMatch(/^These runs have other tasks \(classification in .*, addition in .*\), so no digit went/);
    expect(await side('left', 'input').isVisible()).toBe(false);
    expect(await page.getByTestId('digit-choice').isVisible()).toBe(false);
  });

  it('is exported: its pictures through both, and the numbers of all that both have', async () => {
    await open('recorded,cluttered,none');
    await digit(3).click();
    await press('same-digit', 'svg');
    const { name, bytes } = await exported(page);
    expect(name).toMatch(/^test-digit-\d+-through-two-runs\.svg$/);
    const drawing = new TextDecoder().decode(bytes);
    for (const title of ['The recorded run', 'The cluttered run', 'after epoch 3']) {
      expect(drawing).toContain(`>${title}<`);
    }
    const withGrid = drawing.length;
    await page.getByTestId('side-grids').uncheck();
    await press('same-digit', 'svg');
    expect(new TextDecoder().decode((await exported(page)).bytes).length).toBeLessThan(withGrid);
    await press('same-digit', 'csv');
    const rows = csvParse(new TextDecoder().decode((await exported(page)).bytes));
    expect(rows).toHaveLength(2 * (await page.getByTestId('same-digit').count()));
    expect(rows.slice(0, 2).map(({ run, epoch }) => [run, epoch])).toEqual([
      ['The recorded run', '3'],
      ['The cluttered run', '3'],
    ]);
    expect(rows[0]['test digit']).toBe(rows[1]['test digit']);
    await press('same-digit', 'png');
    const pairs = await pictureFacts(page, (await exported(page)).bytes, 'image/png');
    // Without a transformer there is the input alone.
    await page.getByTestId('right-run').selectOption('none');
    await expect.poll(() => side('right', 'output').isVisible()).toBe(false);
    await press('same-digit', 'png');
    expect((await pictureFacts(page, (await exported(page)).bytes, 'image/png')).width).not.toBe(pairs.width);
  });

  it('is a film of all epochs of both', async () => {
    await open('recorded,rotated~60');
    await side('right', 'epoch').filter({ hasText: 'after epoch 1' }).waitFor();
    await press('same-digit', 'gif');
    const { name, bytes } = await exported(page);
    expect(name).toMatch(/^test-digit-\d+-through-two-runs\.gif$/);
    expect(decode(bytes).frames).toHaveLength(4);
    expect((await askedFor(page, 'samples')).sort()).toEqual([
      ['recorded', 0],
      ['recorded', 1],
      ['recorded', 2],
      ['rotated', 0],
    ]);
  });

  it('is nothing to export where the runs have none in common', async () => {
    await open('recorded,addition');
    expect(await press('same-digit', 'png')).toBe('No digit went through both runs; choose other runs.');
  });
});
