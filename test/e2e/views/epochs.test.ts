/** The slider over the epochs in a real browser, fed with a recorded run of three epochs. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { askedFor, picture, posted } from './browser';
import { servedViews } from './servedViews';
import { describeTimes, generous } from './times';

const views = servedViews();
let page: Page;

async function open(query = ''): Promise<void> {
  page = await views.open(`dashboard?${query}`, { width: 1000, height: 900 });
  await page.getByTestId('samples-epoch').filter({ hasText: /./ }).waitFor();
}

const slider = () => page.getByTestId('epoch-slider');
const words = () => slider().getAttribute('aria-valuetext');
const shown = (text: string) => page.getByTestId('samples-epoch').filter({ hasText: text }).waitFor();
const live = () => page.getByTestId('epoch-live').getAttribute('aria-pressed');

describe('the slider over the epochs', () => {
  it('stands at the newest epoch and follows the run', async () => {
    await open('at=60');
    await page.evaluate('fakeHost.advance({ epoch: 2 })');
    await shown('after epoch 2');
    expect([await words(), await live()]).toEqual(['epoch 2 of 2', 'true']);
    await page.evaluate('fakeHost.advance({ epoch: 3 })');
    await shown('after epoch 3');
    await expect.poll(() => words()).toBe('epoch 3 of 3');
  });

  it('shows any epoch by keyboard, and stays there while the run goes on', async () => {
    await open('at=60');
    await page.evaluate('fakeHost.advance({ epoch: 2 })');
    await shown('after epoch 2');
    const newest = await picture(page.getByTestId('digit-output').first());
    await slider().focus();
    await page.keyboard.press('Home');
    await shown('before training');
    await expect.poll(() => picture(page.getByTestId('digit-output').first())).not.toBe(newest);
    await page.keyboard.press('ArrowRight');
    await shown('after epoch 1');
    await page.evaluate('fakeHost.advance({ epoch: 3 })');
    await page.getByTestId('epoch-shown').filter({ hasText: 'epoch 1 of 3' }).waitFor();
    expect([await words(), await live()]).toEqual(['epoch 1 of 3', 'false']);
    await page.keyboard.press('End');
    await shown('after epoch 3');
    await page.getByTestId('epoch-live').click();
    await expect.poll(() => live()).toBe('true');
    // The others came as they were trained.
    expect(await askedFor(page, 'samples')).toEqual([['main', 0]]);
  });

  it('plays with Space from the beginning to the end', async () => {
    await open();
    await page.getByTestId('epoch-speed').selectOption('4');
    await slider().focus();
    await page.keyboard.press('Space');
    await shown('before training');
    expect(await page.getByTestId('epoch-play').textContent()).toBe('Pause');
    await shown('after epoch 3');
    await page.getByTestId('epoch-play').filter({ hasText: 'Play' }).waitFor();
    expect([await words(), await live()]).toEqual(['epoch 3 of 3', 'false']);
  });

  it('keeps loop and speed over a reload, and does not play by itself', async () => {
    await open();
    await page.getByTestId('epoch-speed').selectOption('2');
    await page.getByTestId('epoch-loop').check();
    await page.getByTestId('epoch-play').click();
    await page.reload();
    await shown('after epoch 3');
    expect(await page.getByTestId('epoch-speed').inputValue()).toBe('2');
    expect(await page.getByTestId('epoch-loop').isChecked()).toBe(true);
    expect(await page.getByTestId('epoch-play').textContent()).toBe('Play');
  });

  it('says in place that an epoch’s samples are missing, and goes on', async () => {
    await open();
    await page.evaluate('fakeHost.lost.add(1)');
    await slider().focus();
    await page.keyboard.press('Home');
    await shown('before training');
    await page.keyboard.press('ArrowRight');
    await page.getByTestId('samples-missing').filter({ hasText: 'Epoch 1 has no digits' }).waitFor();
    expect(await page.getByTestId('digit').first().isVisible()).toBe(false);
    await page.keyboard.press('ArrowRight');
    await shown('after epoch 2');
    expect(await page.getByTestId('samples-missing').textContent()).toBe('');
    expect(await page.getByTestId('digit').first().isVisible()).toBe(true);
  });

  it('shows both runs of a comparison at the same epoch', async () => {
    await open('twin=100000');
    await slider().focus();
    await page.keyboard.press('Home');
    await shown('before training');
    const right = page.getByTestId('samples-right');
    await right.filter({ hasText: /^\d+ of 20 right; without a transformer \d+ of 20 right$/ }).waitFor();
    expect(await askedFor(page, 'samples')).toEqual([
      ['main', 0],
      ['twin', 0],
    ]);
  });

  it('is one with the inspector’s: tells where it stands, and goes where that one went', async () => {
    await open();
    await slider().focus();
    await page.keyboard.press('Home');
    await shown('before training');
    await page.evaluate("fakeHost.sendRaw({ type: 'showEpoch', epoch: 2 })");
    await shown('after epoch 2');
    await page.getByTestId('epoch-live').click();
    await shown('after epoch 3');
    const told = (await posted(page)).flatMap((message) =>
      message.type === 'showEpoch' ? [message.epoch] : [],
    );
    expect(told).toEqual([0, null]);
  });

  it('keeps the page smooth while it plays four times as fast, and shows a chosen epoch at once', async () => {
    await open();
    await page.getByTestId('digits-grid').check();
    await page.getByTestId('epoch-loop').check();
    await page.getByTestId('epoch-speed').selectOption('4');
    await page.getByTestId('epoch-play').click();
    const frames = await page.evaluate<number[]>(`new Promise((done) => {
      const times = [];
      const note = (time) => (times.push(time) < 120 ? requestAnimationFrame(note) : done(times));
      requestAnimationFrame(note);
    })`);
    const deltas = frames.slice(1).map((time, at) => time - frames[at]);
    expect(describeTimes('From frame to frame', deltas).median).toBeLessThan(generous);

    const waited = await page.evaluate<number>(`new Promise((done) => {
      const slider = document.querySelector('[data-testid="epoch-slider"]');
      const title = document.querySelector('[data-testid="samples-epoch"]');
      new MutationObserver(() => done(performance.now() - start)).observe(title, { childList: true, characterData: true, subtree: true });
      slider.value = slider.value === '1' ? '2' : '1';
      const start = performance.now();
      slider.dispatchEvent(new Event('input'));
    })`);
    console.log(`from the slider to the picture: ${waited.toFixed(1)} ms`);
    expect(waited).toBeLessThan(generous);
  });
});
