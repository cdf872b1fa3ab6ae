/** A long run of short epochs with both views open: what trainer, extension host and page hold must not grow with it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyDigits } from '../integration/tinyDigits';
import { growthOf, residentMemory } from '../support/memory';
import { openWorkbench, type Workbench } from '../vscode/browser';
import { startServer, type Server } from '../vscode/server';
import { runCommand, webviewFrame } from '../vscode/workbench';

/** For the figures: `STN_SOAK=500 npx vitest run … test/e2e/soak.test.ts`. */
const epochs = Number(process.env.STN_SOAK ?? 40);
/** At memory; on a busy machine the run takes more epochs meanwhile. */
const leastLooks = 20;
/** Milliseconds. */
const betweenLooks = Math.min(2000, 20 * epochs);

const data = tinyDigits(1280, 200);
const workspace = mkdtempSync(join(tmpdir(), 'stn-workspace-'));
const helpers = mkdtempSync(join(tmpdir(), 'stn-helpers-'));
let server: Server;
let workbench: Workbench;
let devtools: CDPSession;
const complaints: string[] = [];

/**
 * An extension, and what the trainer loads, that measures. What a process takes says little: it collects its garbage when
 * it finds time, on a busy machine a hundred megabytes later.
 */
const meter = join(helpers, 'meter');
const meterCode = join(meter, 'heldMemory.cjs');

async function makeMeter(): Promise<void> {
  mkdirSync(meter);
  await build({
    ...{ bundle: true, platform: 'node', format: 'cjs' },
    ...{ entryPoints: ['test/support/heldMemory.ts'], outfile: meterCode },
  });
  const manifest = { name: 'meter', publisher: 'test', version: '1.0.0', engines: { vscode: '^1.100.0' } };
  writeFileSync(
    join(meter, 'package.json'),
    JSON.stringify({ ...manifest, main: './heldMemory.cjs', activationEvents: ['*'] }),
  );
}

/** A program that the trainer is run by. */
function makeNode(): string {
  const program = join(helpers, 'node');
  const node = JSON.stringify(server.tools.node);
  const text = `#!/bin/sh\nexec ${node} --require ${JSON.stringify(meterCode)} "$@"\n`;
  writeFileSync(program, text, { mode: 0o755 });
  return program;
}

beforeAll(async () => {
  await makeMeter();
  server = await startServer({
    vsix: resolve('stn-lab.vsix'),
    extensionFolder: meter,
    settings: {
      ...{ 'stn.dataset': 'idx', 'stn.dataDirectory': data, 'stn.engine': 'wasm', 'stn.epochs': 10_000 },
      'stn.logInterval': 1,
    },
  });
  server.set({ 'stn.nodePath': makeNode() });
  workbench = await openWorkbench({
    ...{ server, folder: workspace, viewport: { width: 1600, height: 900 } },
    prepare: (page) => Promise.resolve(void page.on('console', (line) => complaints.push(line.text()))),
  });
  devtools = await workbench.context.newCDPSession(workbench.page);
});

afterAll(async () => {
  await workbench.dispose();
  await server.dispose();
  for (const folder of [data, workspace, helpers]) rmSync(folder, { recursive: true, force: true });
});

async function epochsCharted(): Promise<number> {
  const dashboard = await webviewFrame(workbench.page, 'STN Dashboard', 60_000);
  return await dashboard.locator('[data-testid="epoch-table"] tbody tr').count();
}

function processOf(part: string): number {
  const found = server.processes().find(({ command }) => command.includes(part));
  if (!found) throw new Error(`No process is ${part}.`);
  return found.pid;
}

/** What all threads of a process hold in their heaps and beside them, in MB. */
function heldBy(pid: number): number {
  const files = readdirSync(meter).filter((name) => name.startsWith(`${pid}-`) && name.endsWith('.held'));
  if (files.length === 0) throw new Error(`Process ${pid} does not measure itself.`);
  const bytes = files.map((name) => Number(readFileSync(join(meter, name), 'utf8')));
  return bytes.reduce((sum, part) => sum + part, 0) / 2 ** 20;
}

/** Of the workbench and both views, which are frames of one process, without what is garbage; in MB. */
async function pageMemory(): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}

/** What the extension host and the workbench wrote into their logs. */
function logs(): string {
  return readdirSync(server.folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log'))
    .map((file) => readFileSync(join(server.folder, file), 'utf8'))
    .join('\n');
}

it.runIf(process.platform === 'linux')(
  `${epochs} epochs and more with both views open take no more memory than a few`,
  async () => {
    await runCommand(workbench.page, 'STN: Open Dashboard');
    await webviewFrame(workbench.page, 'STN Dashboard', 60_000);
    await runCommand(workbench.page, 'STN: Inspect Transformed Digits');
    const inspector = await webviewFrame(workbench.page, 'Transformed Digits', 60_000);
    await runCommand(workbench.page, 'STN: Train');
    await expect
      .poll(() => inspector.locator('[data-testid="theta"]').textContent(), { timeout: 60_000 })
      .toMatch(/\d\.\d+/);

    const memory: Record<'trainer' | 'host' | 'page', number[]> = { trainer: [], host: [], page: [] };
    /** By the trainer, in all: its engine's memory and code too, and what it has not given back to the system. */
    const taken: number[] = [];
    const lookedAt: number[] = [];
    let epoch = 0;
    while (epoch < epochs || lookedAt.length < leastLooks) {
      epoch = await epochsCharted();
      lookedAt.push(epoch);
      memory.trainer.push(heldBy(processOf('trainer.js')));
      memory.host.push(heldBy(processOf('--type=extensionHost')));
      taken.push(residentMemory(processOf('trainer.js')));
      memory.page.push(await pageMemory());
      await sleep(betweenLooks);
    }
    await runCommand(workbench.page, 'STN: Stop');

    const growth = Object.entries(memory).map(([name, samples]) => ({ name, ...growthOf(samples) }));
    console.log(
      `Looked at ${lookedAt.length} times, from epoch ${lookedAt[0]} to epoch ${lookedAt.at(-1)}.`,
      ...growth.map(({ name, sentence }) => `\n${name}: ${sentence}`),
      `\nThe trainer took ${growthOf(taken).sentence}.`,
    );
    // A page shows more with every epoch: rows of its table, points of its charts.
    const most = 10 + 0.05 * (lookedAt.at(-1) ?? 0);
    expect(growth.filter(({ megabytes }) => megabytes > most)).toEqual([]);
    expect(`${logs()}\n${complaints.join('\n')}`).not.toMatch(/listener leak|MaxListenersExceeded/i);
  },
  300_000 + 2_000 * epochs,
);
