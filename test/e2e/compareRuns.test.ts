/** Runs of the side bar's list, compared: selected and by a choice, after a reload, one of them in training, one deleted. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyDigits } from '../integration/tinyDigits';
import { openWorkbench, type Workbench } from '../vscode/browser';
import { startServer, type Server } from '../vscode/server';
import { contextMenu, letWriteDown, runCommand, screenshot, webviewFrame } from '../vscode/workbench';

const data = tinyDigits();
const workspace = mkdtempSync(join(tmpdir(), 'stn-workspace-'));
const runs = mkdtempSync(join(tmpdir(), 'stn-runs-'));
let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  server = await startServer({
    vsix: resolve('stn-lab.vsix'),
    settings: {
      'stn.dataset': 'idx',
      'stn.dataDirectory': data,
      'stn.runsDirectory': runs,
      'stn.epochs': 2,
    },
  });
  workbench = await openWorkbench({ server, folder: workspace, theme: 'Dark Modern' });
});

afterAll(async () => {
  await workbench.dispose();
  await server.dispose();
  for (const folder of [data, workspace, runs]) rmSync(folder, { recursive: true, force: true });
});

const rows = () => workbench.page.locator('.sidebar .monaco-list-row');

async function page(): Promise<Frame> {
  return await webviewFrame(workbench.page, 'STN Comparison', 60_000);
}

async function text(testId: string): Promise<string> {
  const found = (await page()).locator(`[data-testid="${testId}"]`);
  return (await found.textContent({ timeout: 30_000 })) ?? '';
}

/** The cells of a row of the table. */
async function row(id: string): Promise<string[]> {
  return await (await page()).locator(`[data-row="${id}"] td`).allTextContents();
}

/** Trains with these settings, and waits for the end. */
async function train(settings: Record<string, unknown>, count: number): Promise<void> {
  server.set(settings);
  // Its file is looked at now and then.
  await sleep(3_000);
  await runCommand(workbench.page, 'STN: Train');
  const expected = Array.from({ length: count }, () => expect.stringMatching(/completed/) as string);
  await expect.poll(() => rows().allInnerTexts(), { timeout: 60_000 }).toEqual(expected);
}

it('compares the two runs that are selected', async () => {
  const { page: window } = workbench;
  await window.getByRole('tab', { name: 'STN Lab' }).click();
  await train({}, 1);
  await train({ 'stn.transformer.kind': 'none', 'stn.epochs': 3 }, 2);
  // What is opened by that takes the focus from the list.
  await rows().nth(1).click();
  const dashboard = await webviewFrame(window, 'STN Dashboard', 60_000);
  await dashboard
    .locator('[data-testid="status"]', { hasText: 'This is an earlier run' })
    .waitFor({ timeout: 30_000 });
  await rows()
    .nth(0)
    .click({ modifiers: ['ControlOrMeta'] });
  await contextMenu(window, rows().nth(0), 'Compare Runs');
  await expect.poll(() => text('comparison-title'), { timeout: 60_000 }).toBe('2 runs compared');
  await expect.poll(() => row('epochs'), { timeout: 30_000 }).toEqual(['2 of 2', '3 of 3']);
  expect(await row('stn.transformer.kind')).toEqual(['"affine"', '"none"']);
  const settings = (await page()).locator('[data-testid="settings"] tr');
  expect(await settings.count()).toBe(2);
  expect(await text('side-left')).toMatch(/after epoch 2.*with .*Theta: affine/);
  await screenshot(window, resolve('test-results', 'compared-runs.png'));
});

it('shows the same digit through both, and remembers which', async () => {
  const comparison = await page();
  await comparison.locator('[data-testid="same-digit"]').nth(3).click();
  const left = comparison.locator('[data-testid="side-left"]');
  await expect.poll(() => left.getAttribute('aria-label')).toMatch(/: 3, predicted/);
  const [name] = /Test digit \d+/.exec((await left.getAttribute('aria-label')) ?? '') ?? [];
  expect(await comparison.locator('[data-testid="side-right"]').getAttribute('aria-label')).toContain(name);
  await letWriteDown(workbench.page);
});

it('is there again after the window was reloaded', async () => {
  await workbench.page.reload();
  await expect.poll(() => text('comparison-title'), { timeout: 60_000 }).toBe('2 runs compared');
  await expect.poll(() => row('epochs'), { timeout: 30_000 }).toEqual(['2 of 2', '3 of 3']);
  const left = (await page()).locator('[data-testid="side-left"]');
  await expect.poll(() => left.getAttribute('aria-label'), { timeout: 30_000 }).toMatch(/: 3, predicted/);
});

it('takes one more by a choice that begins with those it has, and grows with it', async () => {
  const { page: window } = workbench;
  server.set({ 'stn.epochs': 10_000 });
  await sleep(3_000);
  await runCommand(window, 'STN: Train');
  await expect.poll(() => rows().count(), { timeout: 60_000 }).toBe(3);
  await window.getByRole('tab', { name: 'STN Comparison' }).click();
  await (await page()).locator('[data-testid="choose-runs"]').click();
  const picks = window.locator('.quick-input-widget .monaco-list-row');
  await expect.poll(() => picks.count(), { timeout: 15_000 }).toBe(3);
  const chosen = window.locator('.quick-input-widget .quick-input-count');
  await expect.poll(() => chosen.innerText(), { timeout: 15_000 }).toMatch(/^2 /);
  await picks.nth(0).click();
  await window.keyboard.press('Enter');
  await expect.poll(() => text('comparison-title'), { timeout: 60_000 }).toBe('3 runs compared');
  const epochs = async (): Promise<number> => Number.parseInt((await row('epochs')).at(0) ?? '', 10);
  await expect.poll(epochs, { timeout: 60_000 }).toBeGreaterThan(1);
  const before = await epochs();
  await expect.poll(epochs, { timeout: 60_000 }).toBeGreaterThan(before + 2);
  await runCommand(window, 'STN: Stop');
  await expect.poll(() => row('state'), { timeout: 30_000 }).toEqual(['stopped', 'completed', 'completed']);
});

it('leaves a sentence for a run whose folder is gone, and for one of a newer version', async () => {
  const [oldest, middle] = readdirSync(runs).sort();
  rmSync(join(runs, oldest), { recursive: true });
  await expect.poll(() => text('compared-runs'), { timeout: 30_000 }).toContain('it was deleted or moved.');
  mkdirSync(join(runs, oldest));
  writeFileSync(join(runs, oldest, 'events.jsonl'), '{"type":"started","dreams":1}\n');
  await expect.poll(() => text('compared-runs'), { timeout: 30_000 }).toContain('another version of STN Lab');
  expect(await row('epochs')).toHaveLength(2);
  expect(await (await page()).locator(`[data-run="${middle}"]`).innerText()).toContain('completed');
});
