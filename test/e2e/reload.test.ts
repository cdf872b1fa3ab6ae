/** A window that is reloaded shows what it showed: the last run in both views, and its twin, from their folders. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyDigits } from '../integration/tinyDigits';
import { openAnotherWindow, openWorkbench, type Workbench } from '../vscode/browser';
import { startServer, type Server } from '../vscode/server';
import { answerDialog, letWriteDown, runCommand, webviewFrame } from '../vscode/workbench';

const data = tinyDigits();
const workspace = mkdtempSync(join(tmpdir(), 'stn-workspace-'));
let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  server = await startServer({
    vsix: resolve('stn-lab.vsix'),
    settings: { 'stn.dataset': 'idx', 'stn.dataDirectory': data, 'stn.epochs': 2 },
  });
  workbench = await openWorkbench({ server, folder: workspace });
});

afterAll(async () => {
  await workbench.dispose();
  await server.dispose();
  rmSync(data, { recursive: true, force: true });
  rmSync(workspace, { recursive: true, force: true });
});

async function epochsCharted(table = 'epoch-table', page = workbench.page): Promise<number> {
  const dashboard = await webviewFrame(page, 'STN Dashboard', 60_000);
  return await dashboard.locator(`[data-testid="${table}"] tbody tr`).count();
}

async function gap(): Promise<string> {
  const dashboard = await webviewFrame(workbench.page, 'STN Dashboard', 60_000);
  return (await dashboard.locator('[data-testid="gap"]').textContent({ timeout: 30_000 })) ?? '';
}

async function theta(): Promise<string> {
  const inspector = await webviewFrame(workbench.page, 'Transformed Digits', 60_000);
  return (await inspector.locator('[data-testid="theta"]').textContent({ timeout: 30_000 })) ?? '';
}

function trainers(): string[] {
  return server
    .processes()
    .map(({ command }) => command)
    .filter((command) => command.includes('trainer.js'));
}

async function resumeWhenAsked(question: string): Promise<void> {
  const toast = workbench.page.locator('.notification-list-item', { hasText: question });
  // The window of before may train for a while yet.
  await toast.waitFor({ timeout: 60_000 });
  await toast.getByRole('button', { name: 'Resume', exact: true }).click();
}

describe('a window that is reloaded', () => {
  let before: string;

  it('has trained and shows a digit', async () => {
    await runCommand(workbench.page, 'STN: Train');
    await expect.poll(epochsCharted, { timeout: 60_000 }).toBe(2);
    await runCommand(workbench.page, 'STN: Inspect Transformed Digits');
    await expect.poll(theta, { timeout: 60_000 }).toMatch(/\d\.\d+/);
  });

  it('shows what the network makes of a drawing', async () => {
    const inspector = await webviewFrame(workbench.page, 'Transformed Digits');
    await inspector.locator('[data-testid="source"] input[value="drawing"]').check();
    const box = await inspector.locator('[data-testid="drawing-pad"]').boundingBox();
    if (!box) throw new Error('There is nothing to draw on.');
    const { mouse } = workbench.page;
    await mouse.move(box.x + 100, box.y + 40);
    await mouse.down();
    await mouse.move(box.x + 120, box.y + 180, { steps: 10 });
    await mouse.up();
    await inspector
      .locator('[data-testid="verdict"]', { hasText: /^Predicted/ })
      .waitFor({ timeout: 30_000 });
    before = await theta();
    for (const [part, sentence, summary] of [
      ['response', 'response-summary', /^(Read|Nowhere read) as \d/],
      ['hand', 'hand-verdict', /^By hand: \d with/],
    ] as const) {
      await inspector.locator(`[data-testid="${part}"] > summary`).click();
      await inspector.getByTestId(sentence).filter({ hasText: summary }).waitFor();
    }
    await letWriteDown(workbench.page);
  });

  it('shows run and drawing again, with the weights of the run folder, and leaves no process of before', async () => {
    await workbench.page.reload();
    await expect.poll(epochsCharted, { timeout: 60_000 }).toBe(2);
    await expect.poll(theta, { timeout: 60_000 }).toBe(before);
    await expect.poll(trainers, { timeout: 30_000 }).toHaveLength(1);
  });

  it('opens no second dashboard where the first was behind another tab', async () => {
    const { page } = workbench;
    await runCommand(page, 'STN: Open Dashboard');
    // The page takes the focus once it is there.
    await sleep(2_000);
    await runCommand(page, 'File: New Untitled Text File');
    await letWriteDown(page);
    await page.reload();
    await expect.poll(theta, { timeout: 60_000 }).toMatch(/\d\.\d+/);
    await runCommand(page, 'STN: Open Dashboard');
    await expect.poll(epochsCharted, { timeout: 60_000 }).toBe(2);
    await expect.poll(() => page.locator('.tab', { hasText: 'STN Dashboard' }).count()).toBe(1);
  });

  it('shows both runs of a comparison again', async () => {
    await runCommand(workbench.page, 'STN: Compare With and Without the Transformer');
    await expect.poll(gap, { timeout: 60_000 }).toMatch(/^After epoch 2, with the transformer: /);
    const shown = await gap();
    await letWriteDown(workbench.page);
    await workbench.page.reload();
    await expect.poll(() => epochsCharted('twin-epoch-table'), { timeout: 60_000 }).toBe(2);
    expect(await gap()).toBe(shown);
  });

  it('goes on with a run that was cut off, when it is told to', async () => {
    server.set({ 'stn.epochs': 10_000 });
    // Its file is looked at now and then.
    await sleep(3_000);
    await runCommand(workbench.page, 'STN: Train');
    await expect.poll(epochsCharted, { timeout: 60_000 }).toBeGreaterThan(3);
    await letWriteDown(workbench.page);
    const before = await epochsCharted();
    await workbench.page.reload();
    await resumeWhenAsked('The training was cut off');
    await expect.poll(epochsCharted, { timeout: 60_000 }).toBeGreaterThan(before + 3);
  });

  it('leaves the run to the window that trains it, says so in another, and lets that train its own', async () => {
    const other = await openAnotherWindow(workbench);
    try {
      await runCommand(other, 'STN: Open Dashboard');
      const dashboard = await webviewFrame(other, 'STN Dashboard', 60_000);
      await expect
        .poll(() => dashboard.locator('[data-testid="status"]').textContent(), { timeout: 30_000 })
        .toMatch(/Another window, or another program, trains this run \(process \d+\)/);
      await runCommand(other, 'STN: Train');
      await expect.poll(() => epochsCharted('epoch-table', other), { timeout: 60_000 }).toBeGreaterThan(3);
      expect(trainers()).toHaveLength(2);
      const before = await epochsCharted();
      await expect.poll(epochsCharted, { timeout: 60_000 }).toBeGreaterThan(before);
      await runCommand(other, 'STN: Stop');
    } finally {
      await other.close();
      // The palette closes again where the focus comes to the window behind it only while it is open.
      await workbench.page.bringToFront();
      await sleep(2_000);
    }
  });

  it('goes on with both runs of a comparison that was cut off', async () => {
    const twinEpochs = () => epochsCharted('twin-epoch-table');
    await runCommand(workbench.page, 'STN: Compare With and Without the Transformer');
    await answerDialog(workbench.page, 'A training is going on.', 'Stop It and Start Anew');
    await expect.poll(twinEpochs, { timeout: 60_000 }).toBeGreaterThan(3);
    await letWriteDown(workbench.page);
    const before = [await epochsCharted(), await twinEpochs()];
    await workbench.page.reload();
    await resumeWhenAsked('The comparison was cut off');
    await expect.poll(epochsCharted, { timeout: 60_000 }).toBeGreaterThan(before[0] + 3);
    await expect.poll(twinEpochs, { timeout: 60_000 }).toBeGreaterThan(before[1] + 3);
    expect(trainers()).toHaveLength(2);
  });
});
