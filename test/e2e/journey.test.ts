/** A person's way through the packaged extension: install, train, watch, inspect, stop, close. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mnistFolder } from '../support/mnist';
import { openWorkbench, type Workbench } from '../vscode/browser';
import { startServer, type Server } from '../vscode/server';
import {
  answerDialog,
  runCommand,
  screenshot,
  setTheme,
  webviewFrame,
  type Theme,
} from '../vscode/workbench';

/** An epoch on two busy cores, also on a slow machine. */
const epochPatience = 300_000;

const themes: readonly Theme[] = [
  'Light Modern',
  'Dark Modern',
  'Default High Contrast',
  'Default High Contrast Light',
];

let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  server = await startServer({
    vsix: resolve('stn-lab.vsix'),
    env: { STN_DATA_DIR: mnistFolder },
    settings: {
      // However fast the machine, the run is still going on when it is to be stopped.
      'stn.epochs': 1000,
      // Without MNIST a try to download it would only take time.
      ...(mnistFolder ? {} : { 'stn.dataset': 'synthetic' }),
    },
  });
  workbench = await openWorkbench({
    server,
    folder: mkdtempSync(join(tmpdir(), 'stn-workspace-')),
    theme: 'Dark Modern',
    viewport: { width: 1600, height: 1000 },
  });
});

afterAll(async () => {
  await workbench.dispose();
  await server.dispose();
});

function trainers(): string[] {
  return server
    .processes()
    .map(({ command }) => command)
    .filter((command) => command.includes('trainer.js'));
}

async function picture(name: string): Promise<void> {
  await screenshot(workbench.page, resolve('test-results', `${name}.png`));
}

/** The numbers after each epoch, as the page's table gives them to a screen reader. */
async function epochRows(dashboard: Frame): Promise<string[][]> {
  const rows = await dashboard.locator('[data-testid="epoch-table"] tbody tr').all();
  return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
}

/** What a canvas shows. */
function pixels(frame: Frame, selector: string): Promise<string> {
  return frame
    .locator(selector)
    .first()
    .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
}

/** Of the digits on show. */
async function sampledEpoch(dashboard: Frame): Promise<number> {
  const title = await dashboard.locator('[data-testid="samples-epoch"]').textContent();
  return Number(/\d+/.exec(title ?? '')?.[0] ?? 0);
}

async function epochSeen(dashboard: Frame, epoch: number): Promise<void> {
  await dashboard
    .locator(`[data-testid="epoch-table"] tr[data-epoch="${epoch}"]`)
    .waitFor({ state: 'attached', timeout: epochPatience });
}

describe(`from the command palette (${mnistFolder ? 'MNIST' : 'synthetic digits: there is no MNIST here'})`, () => {
  it('STN: Train charts the run and renews the sampled transforms after every epoch', async () => {
    await runCommand(workbench.page, 'STN: Train');
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard', 60_000);
    await epochSeen(dashboard, 1);
    const first = {
      rows: await epochRows(dashboard),
      digit: await pixels(dashboard, '[data-testid="digit-output"]'),
      accuracy: await pixels(dashboard, '[data-testid="accuracy-chart-canvas"]'),
      loss: await pixels(dashboard, '[data-testid="loss-chart-canvas"]'),
    };
    expect(await dashboard.locator('[data-testid="digit"]').count()).toBe(20);
    await picture('dashboard-epoch-1');

    // A fast machine may be epochs ahead already.
    const next = first.rows.length + 1;
    await epochSeen(dashboard, next);
    await expect.poll(() => sampledEpoch(dashboard), { timeout: 10_000 }).toBeGreaterThanOrEqual(next);
    const rows = await epochRows(dashboard);
    expect(rows.length).toBeGreaterThan(first.rows.length);
    expect(rows.slice(0, first.rows.length)).toEqual(first.rows);
    // After two epochs on MNIST: 94 % and more.
    expect(Number.parseFloat(rows[1][3])).toBeGreaterThan(mnistFolder ? 90 : 60);
    expect(await pixels(dashboard, '[data-testid="digit-output"]')).not.toBe(first.digit);
    expect(await pixels(dashboard, '[data-testid="accuracy-chart-canvas"]')).not.toBe(first.accuracy);
    expect(await pixels(dashboard, '[data-testid="loss-chart-canvas"]')).not.toBe(first.loss);
    expect(await dashboard.locator('[data-testid="fact-dataset"]').textContent()).toBe(
      mnistFolder ? 'MNIST' : 'Synthetic digits',
    );
    if (!mnistFolder) {
      expect(await dashboard.locator('[data-testid="notice"]').textContent()).toContain('not MNIST');
    }
    for (const theme of themes) {
      await setTheme(workbench, theme);
      await picture(`dashboard-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
    await setTheme(workbench, 'Dark Modern');
  });

  it('survives being hidden: nothing that was charted is lost', async () => {
    const before = await epochRows(await webviewFrame(workbench.page, 'STN Dashboard'));
    await runCommand(workbench.page, 'File: New Untitled Text File');
    await workbench.page.locator('.tab', { hasText: 'STN Dashboard' }).click();
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard');
    await epochSeen(dashboard, before.length);
    expect((await epochRows(dashboard)).slice(0, before.length)).toEqual(before);
  });

  it('asks before it gives up a run that is going on', async () => {
    await runCommand(workbench.page, 'STN: Train');
    await answerDialog(workbench.page, 'A training is going on.', 'Keep It');
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard');
    expect((await epochRows(dashboard)).length).toBeGreaterThanOrEqual(2);
    expect(trainers()).toHaveLength(1);
  });

  it('pauses by a button, learns on at another rate, and goes on by a command', async () => {
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard');
    const says = (words: RegExp): Promise<void> =>
      expect
        .poll(() => dashboard.locator('[data-testid="status"]').textContent(), { timeout: 30_000 })
        .toMatch(words);
    await dashboard.locator('[data-testid="pause"]').click();
    await says(/^Paused (in|after) epoch \d+ of 1000/);
    const paused = await dashboard.locator('[data-testid="status"]').textContent();
    await dashboard.locator('[data-testid="learning-rate"]').fill('0.005');
    await dashboard.locator('[data-testid="learning-rate"]').press('Enter');
    await expect
      .poll(() => dashboard.locator('[data-testid="changes"]').textContent(), { timeout: 30_000 })
      .toMatch(/^From epoch \d+, batch \d+ on: learning rate 0\.01 → 0\.005$/);
    expect(await dashboard.locator('[data-testid="status"]').textContent()).toBe(paused);
    await picture('dashboard-paused');
    await runCommand(workbench.page, 'STN: Continue Training');
    await says(/^Training, epoch \d+ of 1000$/);
  });

  it('a click on a digit opens the inspector at it', async () => {
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard');
    const digit = dashboard.locator('[data-testid="digit"]').nth(3);
    const index = await digit.getAttribute('data-index');
    await digit.click();
    const inspector = await webviewFrame(workbench.page, 'Transformed Digits');
    const theta = inspector.locator('[data-testid="theta"]');
    await expect.poll(() => theta.textContent(), { timeout: 30_000 }).toMatch(/\d\.\d+/);
    expect(await inspector.locator('[data-testid="digit-index"]').getAttribute('value')).toBe(index);
    expect(await inspector.locator('[data-testid="probabilities"] tbody tr').count()).toBe(10);
    for (const theme of themes) {
      await setTheme(workbench, theme);
      await picture(`inspector-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
    await setTheme(workbench, 'Dark Modern');
  });

  it('STN: Stop ends the run, and its network can still be inspected', async () => {
    await runCommand(workbench.page, 'STN: Stop');
    await workbench.page.locator('.tab', { hasText: 'STN Dashboard' }).click();
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard');
    await expect
      .poll(() => dashboard.locator('[data-testid="status"]').textContent(), { timeout: 30_000 })
      .toMatch(/stopped/i);
    await dashboard.locator('[data-testid="digit"]').nth(7).click();
    const inspector = await webviewFrame(workbench.page, 'Transformed Digits');
    const index = await dashboard
      .locator('[data-testid="digit"]')
      .nth(7)
      .getAttribute('data-index')
      .catch(() => null);
    if (index !== null) {
      await expect
        .poll(() => inspector.locator('[data-testid="digit-index"]').getAttribute('value'))
        .toBe(index);
    }
    await picture('inspector-after-stop');
  });

  it('steps through the epochs in the inspector, and the dashboard steps with it', async () => {
    const inspector = await webviewFrame(workbench.page, 'Transformed Digits');
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard');
    const says = (frame: Frame, testId: string, words: RegExp): Promise<void> =>
      expect
        .poll(() => frame.locator(`[data-testid="${testId}"]`).textContent(), { timeout: 30_000 })
        .toMatch(words);
    const theta = (): Promise<string | null> => inspector.locator('[data-testid="theta"]').textContent();
    const trained = await theta();
    await inspector.locator('[data-testid="epoch-slider"]').focus();
    await workbench.page.keyboard.press('Home');
    await says(inspector, 'weights', /^Weights before training$/);
    // The identity, from which training began.
    expect(await theta()).toMatch(/\+1\.000.*\+1\.000/s);
    expect(await theta()).not.toBe(trained);
    await says(dashboard, 'samples-epoch', /before training/);
    await inspector.locator('[data-testid="strip-epoch"][data-epoch="1"]').click();
    await says(inspector, 'weights', /^Weights after epoch 1$/);
    await says(dashboard, 'samples-epoch', /after epoch 1/);
    await picture('inspector-epoch-1');
    await dashboard.locator('[data-testid="epoch-live"]').click();
    await says(inspector, 'epoch-live', /●/);
    await expect.poll(theta).toBe(trained);
  });

  it('a mistake that the confusion matrix counts is shown as the epoch saw it, and inspected', async () => {
    await workbench.page.locator('.tab', { hasText: 'STN Dashboard' }).click();
    const dashboard = await webviewFrame(workbench.page, 'STN Dashboard');
    await expect.poll(() => dashboard.locator('[data-testid="class-picture"]').count()).toBe(40);
    await dashboard.locator('[data-testid="show-mistakes"]').click();
    const mistake = dashboard.locator('[data-testid="gallery"] [data-testid="digit"]').first();
    await mistake.waitFor();
    const index = await mistake.getAttribute('data-index');
    expect(await mistake.getAttribute('title')).toMatch(/^Test digit \d+: \d, predicted \d with .*, wrong$/);
    await mistake.scrollIntoViewIfNeeded();
    await picture('dashboard-mistakes');
    await mistake.click();
    const inspector = await webviewFrame(workbench.page, 'Transformed Digits');
    await expect
      .poll(() => inspector.locator('[data-testid="digit-index"]').getAttribute('value'))
      .toBe(index);
  });

  it('closing the window leaves no process behind', async () => {
    expect(trainers()).toHaveLength(1);
    await workbench.page.close({ runBeforeUnload: true });
    await expect.poll(trainers, { timeout: 30_000 }).toEqual([]);
  });
});
