/** report.html as a file of its own, with nothing but a browser. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { decode } from 'modern-gif';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, picture, tableRows } from './browser';
import { serveViews, type ViewServer } from './server';

let browser: Browser;
let server: ViewServer;
let folder: string;
let file: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), serveViews()]);
  folder = await mkdtemp(path.join(tmpdir(), 'stn-report-'));
  file = path.join(folder, 'report.html');
  await writeFile(file, await (await fetch(`${server.url}report`)).text());
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

describe('the report', () => {
  it('shows every epoch’s digits, the charts and the configuration', async () => {
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    expect(requests).toHaveLength(1);
    expect(await tableRows(page, 'epoch-table').then((rows) => rows.length)).toBeGreaterThanOrEqual(3);
    // Twenty digits before training and after each of three epochs.
    expect(await page.getByTestId('digit-output').count()).toBe(80);
    expect(await page.getByTestId('config').textContent()).toContain('learningRate');
    expect(await page.getByTestId('loss-chart-canvas').getAttribute('aria-label')).toContain('test loss');
    await page.close();
  });

  it('shows the classes’ mean images after the last epoch, with their score', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await page.getByTestId('alignment-epoch').textContent()).toBe('after epoch 3');
    expect(await page.getByTestId('alignment-summary').textContent()).toMatch(
      /explains \d+\.\d% .* after it/,
    );
    expect(await page.getByTestId('class-picture').count()).toBe(40);
    const html = await (await fetch(`${server.url}report`)).text();
    const without = path.join(folder, 'without.html');
    await writeFile(without, html.replace(/"alignment":\{"type".*?\}\}(?=[,}])/, '"nothing":1'));
    await page.goto(pathToFileURL(without).href);
    expect(await page.getByTestId('alignment-missing').textContent()).toContain('no mean images');
    expect(await page.getByTestId('class-picture').count()).toBe(0);
    await page.close();
  });

  it('shows both runs of a comparison, and leads to the other one’s report', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}report?twin`);
    expect(await page.getByTestId('gap').textContent()).toMatch(
      /^After epoch 3, with the transformer: \d+\.\d+%, without: \d+\.\d+%: 1\.00 points better\.$/,
    );
    expect(await tableRows(page, 'pair').then((rows) => rows.length)).toBe(5);
    for (const chart of ['loss', 'accuracy']) {
      const drawn = page.getByTestId(`${chart}-chart-canvas`);
      expect(await drawn.getAttribute('aria-label')).toContain('no transformer');
    }
    const link = page.getByTestId('other-report');
    expect(await link.textContent()).toBe('Report of the run without a transformer');
    expect(await link.getAttribute('href')).toMatch(/^\.\.\/[^/]+-2\/report\.html$/);
    await page.close();
  });

  it('saves its pictures as downloads', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    for (const [id, action, name] of [
      ['loss-chart', 'png', 'loss.png'],
      ['confusion', 'svg', 'confusion-matrix-after-epoch-3.svg'],
      ['classes', 'csv', 'mean-images-after-epoch-3.csv'],
      ['samples', 'gif', 'transforms.gif'],
    ]) {
      await page.getByTestId(`export-${id}`).click();
      const downloading = page.waitForEvent('download');
      await page.getByTestId(`export-${id}-${action}`).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(name);
      const bytes = await readFile(await download.path());
      if (action === 'gif') expect(decode(bytes).frames).toHaveLength(4);
      else expect(bytes.length).toBeGreaterThan(1000);
      await page
        .getByTestId(`exported-${id}`)
        .filter({ hasText: 'Saved with the browser’s downloads.' })
        .waitFor();
    }
    await page.close();
  });

  it('is light or dark as its reader prefers', async () => {
    const page = await browser.newPage({ colorScheme: 'light' });
    await page.goto(pathToFileURL(file).href);
    const light = await picture(page.getByTestId('accuracy-chart'));
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => picture(page.getByTestId('accuracy-chart'))).not.toBe(light);
    await page.close();
  });

  it('says what is wrong with a page that was spoiled', async () => {
    const page = await browser.newPage();
    const html = await (await fetch(`${server.url}report`)).text();
    const spoiled = path.join(folder, 'spoiled.html');
    await writeFile(spoiled, html.replace('"type":"started"', '"type":"stated"'));
    await page.goto(pathToFileURL(spoiled).href);
    expect(await page.getByTestId('complaint').textContent()).toContain('This report can’t be shown.');
    await page.close();
  });
});
