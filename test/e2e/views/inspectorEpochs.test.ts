/** The inspector's slider over the epochs in a real browser, fed with a recorded run of three epochs. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ViewMessage } from '../../../src/shared/viewProtocol';
import { picture, posted } from './browser';
import { servedViews } from './servedViews';

const views = servedViews();
let page: Page;

async function open(query = ''): Promise<void> {
  page = await views.open(`inspector?${query}`, { width: 1000, height: 1300 });
  await page.getByTestId('verdict').filter({ hasText: 'redicted' }).waitFor();
}

const slider = () => page.getByTestId('epoch-slider');
const weights = (text: string) => page.getByTestId('weights').filter({ hasText: text }).waitFor();
const theta = (): Promise<string> => page.getByTestId('theta').innerText();
const cells = () => page.getByTestId('strip-epoch');
const chosenCell = () => page.getByTestId('strip').locator('input:checked');
const messages = async <T extends ViewMessage['type']>(type: T) =>
  (await posted(page)).filter(
    (message): message is Extract<ViewMessage, { type: T }> => message.type === type,
  );
const told = async (): Promise<(number | null)[]> => (await messages('showEpoch')).map(({ epoch }) => epoch);

describe('the inspector’s slider over the epochs', () => {
  it('shows the digit as each epoch saw it, by keyboard, and live again', async () => {
    await open();
    const newest = [await theta(), await picture(page.getByTestId('output'))];
    await slider().focus();
    await page.keyboard.press('Home');
    await weights('Weights before training');
    expect(await theta()).not.toBe(newest[0]);
    expect(await picture(page.getByTestId('output'))).not.toBe(newest[1]);
    await page.keyboard.press('ArrowRight');
    await weights('Weights after epoch 1');
    // Those arrows were the slider's own.
    expect(await page.getByTestId('digit-index').getAttribute('value')).toBe('0');
    await page.getByTestId('epoch-live').click();
    await weights('Weights after epoch 3');
    expect([await theta(), await picture(page.getByTestId('output'))]).toEqual(newest);
    const inspected = (await messages('inspect')).map(({ epoch }) => epoch);
    expect(inspected).toEqual([undefined, 0, 1, undefined]);
  });

  it('asks all else of that epoch, too: a moved digit, a drawing, curves and theta by hand', async () => {
    await open();
    await page.getByTestId('response').locator('> summary').click();
    await page.getByTestId('hand').locator('> summary').click();
    await page.getByTestId('surface-summary').filter({ hasText: 'Loss of class' }).waitFor();
    const before = (await messages('query')).length;
    await slider().fill('1');
    await weights('Weights after epoch 1');
    const kinds = async (): Promise<string[]> =>
      (await messages('query')).slice(before).map(({ query, epoch }) => `${query.kind} ${epoch}`);
    await expect.poll(kinds).toEqual(expect.arrayContaining(['survey 1', 'resample 1']));
    await page.getByTestId('warp-rotation').fill('30');
    await expect.poll(async () => (await messages('look')).at(-1)?.epoch).toBe(1);
  });

  it('stays at its epoch while the run goes on, and follows the run when it is live', async () => {
    await open('at=60');
    await page.evaluate('fakeHost.advance({ epoch: 2 })');
    await weights('Weights after epoch 2');
    await slider().fill('1');
    await weights('Weights after epoch 1');
    const asked = (await messages('inspect')).length;
    await page.evaluate('fakeHost.advance({ epoch: 3 })');
    await page.getByTestId('epoch-shown').filter({ hasText: 'epoch 1 of 3' }).waitFor();
    await expect.poll(() => cells().count()).toBe(4);
    expect((await messages('inspect')).length).toBe(asked);
  });

  it('plays with Space to the end, one epoch computed after the other', async () => {
    await open();
    await page.getByTestId('epoch-speed').selectOption('4');
    await slider().focus();
    await page.keyboard.press('Space');
    await weights('Weights before training');
    await weights('Weights after epoch 3');
    await page.getByTestId('epoch-play').filter({ hasText: 'Play' }).waitFor();
    expect((await messages('inspect')).map(({ epoch }) => epoch)).toEqual([undefined, 0, 1, 2, 3]);
  });

  it('says in place which epoch is lost, keeps the last picture, and goes on', async () => {
    await open();
    await page.evaluate('fakeHost.lost.add(1)');
    const before = await theta();
    await slider().fill('1');
    await page.getByTestId('cannot-inspect').filter({ hasText: 'at epoch 1.' }).waitFor();
    expect(await theta()).toBe(before);
    await slider().fill('2');
    await weights('Weights after epoch 2');
    expect(await page.getByTestId('cannot-inspect').isVisible()).toBe(false);
  });

  it('moves with the dashboard’s where that is followed, and tells of its own', async () => {
    await open();
    const show = (epoch: number | null): Promise<unknown> =>
      page.evaluate(`fakeHost.sendRaw({ type: 'showEpoch', epoch: ${epoch} })`);
    await show(2);
    await weights('Weights after epoch 2');
    expect(await told()).toEqual([]);
    await slider().fill('1');
    await expect.poll(told).toEqual([1]);
    await page.getByTestId('follow-dashboard').uncheck();
    await show(3);
    await slider().fill('0');
    await weights('Weights before training');
    expect(await told()).toEqual([1]);
    await page.reload();
    await page.getByTestId('verdict').filter({ hasText: 'redicted' }).waitFor();
    expect(await page.getByTestId('follow-dashboard').isChecked()).toBe(false);
    await show(2);
    await page.getByTestId('epoch-shown').filter({ hasText: 'epoch 3 of 3' }).waitFor();
    await page.getByTestId('follow-dashboard').check();
    await weights('Weights after epoch 2');
  });
});

describe('the strip through the epochs', () => {
  it('shows the digit at every epoch, and goes to the one that is chosen, by pointer and arrow keys', async () => {
    await open();
    await expect.poll(() => cells().count()).toBe(4);
    const names = () => page.getByTestId('strip').getByRole('radio').all();
    const name = async (at: number): Promise<string | null> => (await names())[at].getAttribute('aria-label');
    await expect.poll(() => name(0)).toMatch(/^Before training: predicted \d with >?[\d.]+%, (right|wrong)$/);
    await expect.poll(() => name(3)).toMatch(/^Epoch 3: predicted 7 with >?[\d.]+%, right$/);
    const outputs = await Promise.all((await page.getByTestId('strip-output').all()).map(picture));
    expect(new Set(outputs).size).toBe(4);
    // Live, it is the newest.
    expect(await chosenCell().getAttribute('value')).toBe('3');
    await cells().nth(1).click();
    await weights('Weights after epoch 1');
    expect(await chosenCell().getAttribute('value')).toBe('1');
    await page.keyboard.press('ArrowRight');
    await weights('Weights after epoch 2');
    expect(await page.getByTestId('epoch-shown').innerText()).toBe('epoch 2 of 3');
    await slider().fill('0');
    await expect.poll(() => chosenCell().getAttribute('value')).toBe('0');
  });

  it('asks for what it has not seen alone, and anew for another digit once that stands still', async () => {
    await open();
    const asked = async (): Promise<number[]> =>
      (await messages('query')).flatMap(({ query }) => (query.kind === 'epochs' ? query.epochs : []));
    await expect.poll(asked).toEqual([0, 1, 2, 3]);
    await slider().fill('1');
    await weights('Weights after epoch 1');
    expect(await asked()).toEqual([0, 1, 2, 3]);
    for (let step = 0; step < 5; step++) await page.getByTestId('next').click();
    await expect.poll(async () => (await asked()).length).toBeGreaterThan(4);
    // Of five digits, those that were passed by were not asked about all.
    expect((await asked()).length).toBeLessThan(4 * 6);
  });

  it('says which epoch is lost, and shows the others', async () => {
    await open('at=3');
    await page.evaluate('fakeHost.lost.add(1)');
    await page.evaluate('fakeHost.advance({ epoch: 3 })');
    await page.getByTestId('strip-problem').filter({ hasText: 'Epoch 1 can’t be looked at' }).waitFor();
    const shown = await Promise.all(
      (await page.getByTestId('strip-output').all()).map((output) => output.isVisible()),
    );
    expect(shown).toEqual([true, false, true, true]);
  });

  it('forgets the epochs that a run trains again, going on from an earlier one', async () => {
    await open();
    await expect.poll(() => cells().count()).toBe(4);
    await page.getByTestId('strip-output').last().waitFor();
    const asked = async (): Promise<number[]> =>
      (await messages('query')).flatMap(({ query }) => (query.kind === 'epochs' ? query.epochs : []));
    await page.evaluate(`window.tell = (event) => fakeHost.sendRaw({ type: 'event', run: 'main', event });
      tell({ type: 'resumed', time: '', epoch: 1, batch: 0, changes: [] })`);
    await page.getByTestId('epochs').waitFor({ state: 'hidden' });
    await page.evaluate(
      "fakeHost.events.then((events) => events.filter(({ type, epoch }) => type === 'samples' && epoch > 1).forEach(tell))",
    );
    await expect.poll(async () => new Set((await asked()).slice(4))).toEqual(new Set([1, 2, 3]));
  });

  it('shows the input alone where there is no transformer', async () => {
    await open('run=none');
    await expect.poll(() => cells().count()).toBe(4);
    await cells().last().locator('.input canvas').waitFor();
    expect(await page.getByTestId('strip-output').last().isVisible()).toBe(false);
  });

  it.each([420, 800, 1600])('fits into %i px', async (width) => {
    await open();
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => cells().count()).toBe(4);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });
});
