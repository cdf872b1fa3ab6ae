/** The dashboard's controls of a run that is going on, in a real browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, picture, posted } from './browser';
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

/** 40 events: in the middle of epoch 1. */
async function open(query = 'at=40'): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  await page.goto(`${server.url}dashboard?${query}`);
  await page.getByTestId('status').filter({ hasText: /./ }).waitFor();
}

const send = (message: object): Promise<unknown> =>
  page.evaluate(`fakeHost.sendRaw(${JSON.stringify(message)})`);
const setStatus = (phase: string, plan?: string): Promise<unknown> =>
  send({ type: 'status', run: 'main', status: { phase, message: '', fraction: null, plan } });
const change = (epoch: number, batch: number, learningRate: number, padding = 'zeros'): Promise<unknown> =>
  send({
    ...{ type: 'event', run: 'main' },
    event: { type: 'changed', epoch, batch, settings: { learningRate, padding } },
  });
const saysStatus = (text: string): Promise<void> =>
  page.getByTestId('status').filter({ hasText: text }).waitFor();

describe('the controls', () => {
  it('pause and go on by keyboard, with the focus where it was', async () => {
    await open();
    await page.getByTestId('pause').focus();
    await page.keyboard.press('Enter');
    await setStatus('paused');
    await saysStatus('Paused in epoch 1 of 3, after batch');
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    await page.keyboard.press('Enter');
    await setStatus('training');
    await saysStatus('Training, epoch 1 of 3');
    await page.getByTestId('train-batch').press('Enter');
    await page.getByTestId('train-epoch').press('Enter');
    await page.getByLabel('Stop after this epoch').press('Space');
    await setStatus('training', 'stopAfterEpoch');
    await saysStatus('stops after this epoch');
    expect(await page.getByTestId('stop-after-epoch').isChecked()).toBe(true);
    await page.getByTestId('restart').click();
    const commands = ['pause', 'continue', 'trainBatch', 'trainEpoch', 'stopAfterEpoch', 'restart'];
    await expect.poll(() => posted(page)).toEqual(commands.map((command) => ({ type: 'command', command })));
  });

  it('are there only while batches are trained', async () => {
    await open();
    const controls = page.getByLabel('Control of the training');
    expect(await controls.isVisible()).toBe(true);
    for (const phase of ['stopping', 'finished', 'failed']) {
      await setStatus(phase);
      await controls.waitFor({ state: 'hidden' });
    }
  });

  it('change the learning rate and the padding, and refuse in place what is no learning rate', async () => {
    await open();
    const field = page.getByLabel('Learning rate', { exact: true });
    expect(await field.inputValue()).toBe('0.01');
    for (const wrong of ['fast', '', '0', '11']) {
      await field.fill(wrong);
      await field.press('Enter');
      await page
        .getByRole('alert')
        .filter({ hasText: 'The learning rate must be a number from 0.000001 to 10.' })
        .waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
    }
    expect(await posted(page)).toEqual([]);
    await field.fill('0.005');
    await field.press('Enter');
    await change(0, 381, 0.005);
    await page.getByTestId('changes').filter({ hasText: 'learning rate 0.01 → 0.005' }).waitFor();
    expect(await page.getByTestId('learning-rate-problem').textContent()).toBe('');
    await page.getByLabel('Padding').selectOption('border');
    await expect
      .poll(() => posted(page))
      .toEqual([
        { type: 'change', settings: { learningRate: 0.005, padding: 'zeros' } },
        { type: 'change', settings: { learningRate: 0.005, padding: 'border' } },
      ]);
  });

  it('have no padding where nothing is sampled', async () => {
    await open('run=none&at=40');
    expect(await page.getByLabel('Learning rate', { exact: true }).isVisible()).toBe(true);
    expect(await page.getByLabel('Padding').isVisible()).toBe(false);
  });
});

describe('changed settings', () => {
  it('are marked on both charts and told in words', async () => {
    await open('');
    const charts = ['loss-chart-canvas', 'accuracy-chart-canvas'].map((id) => page.getByTestId(id));
    const before = await Promise.all(charts.map(picture));
    expect(await page.getByTestId('changes').isVisible()).toBe(false);
    await change(1, 0, 0.002, 'border');
    await page.getByTestId('changes').waitFor();
    expect(await page.getByTestId('changes').locator('li').allTextContents()).toEqual([
      'From epoch 2, batch 1 on: learning rate 0.01 → 0.002, padding zeros → border',
    ]);
    for (const [at, chart] of charts.entries()) await expect.poll(() => picture(chart)).not.toBe(before[at]);
  });
});

describe('settings that differ from the run’s', () => {
  it('are named, with a way to train with them', async () => {
    await open('');
    const note = page.getByTestId('settings-differ');
    expect(await note.isVisible()).toBe(false);
    await send({ type: 'settingsDiffer', differences: [{ key: 'stn.seed', run: '1', now: '2' }] });
    await note.filter({ hasText: 'differ from this run’s in one setting: stn.seed 1 → 2.' }).waitFor();
    await page.getByTestId('restart-with-settings').click();
    await expect.poll(() => posted(page)).toEqual([{ type: 'command', command: 'restartWithSettings' }]);
    await send({ type: 'settingsDiffer', differences: [] });
    await note.waitFor({ state: 'hidden' });
  });
});
