/** A run whose texts are HTML, in every view: they are shown as what they are, and nothing of them runs. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeLine, encodeLine } from '../../../src/shared/messages';
import type { TrainerEvent } from '../../../src/shared/trainerProtocol';
import { openBrowser } from './browser';
import { recording, serveViews, type ViewServer } from './server';

const html = '</script><img src=x onerror="attacked=1"><script>attacked=1</script>';

let browser: Browser;
let server: ViewServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'stn-hostile-'));
  const file = path.join(folder, 'events.jsonl');
  const lines = (await readFile(recording, 'utf8')).trimEnd().split('\n');
  const events = lines.map((line) => encodeLine(spoiled(decodeLine(line) as TrainerEvent)));
  await writeFile(file, events.join('\n') + '\n');
  [browser, server] = await Promise.all([openBrowser(), serveViews(file)]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

function spoiled(event: TrainerEvent): TrainerEvent {
  if (event.type !== 'started') return event;
  const { dataset, engine } = event;
  return {
    ...event,
    time: html,
    engine: { ...engine, detail: html, reason: html },
    dataset: {
      ...dataset,
      ...{ name: html, source: html, notice: html },
      classNames: dataset.classNames.map((name) => `${name}${html}`),
    },
  };
}

it.each(['dashboard', 'inspector', 'report', 'comparison?runs=recorded'])(
  'does nothing in the %s but to be shown',
  async (view) => {
    const page = await browser.newPage();
    await page.goto(`${server.url}${view}`);
    await expect.poll(() => page.locator('body').innerText()).toContain('onerror="attacked=1"');
    expect(await page.evaluate('typeof attacked')).toBe('undefined');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    await page.close();
  },
);
