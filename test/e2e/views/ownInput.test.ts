/** The inspector's own inputs in a real browser: moved digits, drawings, PNGs. */
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

async function open(query = ''): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1000, height: 1100 } });
  await page.goto(`${server.url}inspector?${query}`);
  await page.getByTestId('verdict').filter({ hasText: 'redicted' }).waitFor();
}

const choose = (source: string): Promise<void> =>
  page.getByTestId('source').locator(`input[value=${source}]`).check();
const move = (term: string, value: number): Promise<void> =>
  page.getByTestId(`warp-${term}`).fill(String(value));
const hint = (): Promise<string | null> => page.getByTestId('input-hint').textContent();
const verdict = (): Promise<string | null> => page.getByTestId('verdict').textContent();
const input = (): Promise<string> => picture(page.getByTestId('input'));

/** Of the images that the view has asked about, the newest. */
async function newestImage(): Promise<number[] | undefined> {
  const images = (await posted(page)).flatMap((message) => (message.type === 'look' ? [message.image] : []));
  const newest = images.at(-1);
  return newest && [...newest];
}

/** Number of the last message that asked about an image. */
async function lastLookAt(image: readonly number[] | undefined): Promise<number> {
  return (await posted(page)).findLastIndex(
    (message) => message.type === 'look' && JSON.stringify([...message.image]) === JSON.stringify(image),
  );
}

/** The newest image once no newer one follows: while one is looked at, the last drawn waits. */
async function settledImage(): Promise<number[] | undefined> {
  let before: number[] | undefined;
  let now = await newestImage();
  while (JSON.stringify(before) !== JSON.stringify(now)) {
    before = now;
    await page.waitForTimeout(150);
    now = await newestImage();
  }
  return now;
}

const ink = (image: readonly number[] | undefined): number =>
  (image ?? []).reduce((sum, value) => sum + value, 0);

describe('a test digit', () => {
  it('is moved by sliders, keeps its class, and comes back', async () => {
    await open();
    const before = await input();
    const said = await verdict();
    await move('rotation', 40);
    await expect.poll(newestImage).toHaveLength(784);
    await expect.poll(input).not.toBe(before);
    expect(await verdict()).toContain('True class');
    expect(await page.getByTestId('warp-rotation').getAttribute('aria-valuetext')).toBe('+40°');
    await page.getByTestId('warp-reset').click();
    await expect.poll(input).toBe(before);
    expect(await verdict()).toBe(said);
  });

  it('is moved by the keyboard, and arrow keys on a slider choose no other digit', async () => {
    await open();
    await page.getByTestId('warp-x').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(newestImage).toHaveLength(784);
    expect(await page.getByTestId('warp-x').inputValue()).toBe('1');
    expect(await page.getByTestId('digit-index').getAttribute('value')).toBe('0');
  });

  it('is dragged on its picture, and turned and scaled by its handle', async () => {
    await open();
    const value = async (term: string): Promise<number> =>
      Number(await page.getByTestId(`warp-${term}`).inputValue());
    const box = await page.getByTestId('handles').boundingBox();
    const corner = await page.getByTestId('turn-handle').boundingBox();
    if (!box || !corner) throw new Error('There are no handles.');
    const pixel = box.width / (28 * 1.22);
    await page.mouse.move(box.x + 60, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 60 + 4 * pixel, box.y + 60 - 3 * pixel, { steps: 4 });
    await page.mouse.up();
    expect([await value('x'), await value('y')]).toEqual([4, -3]);
    await expect.poll(newestImage).toHaveLength(784);
    await page.getByTestId('warp-reset').click();
    // From the top right to the top left: a quarter turn.
    await page.mouse.move(corner.x + 8, corner.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - (corner.x + 8 - box.x), corner.y + 8, { steps: 4 });
    await page.mouse.up();
    expect(await value('rotation')).toBeCloseTo(90, -1);
    expect(await value('scale')).toBeCloseTo(1, 1);
    await page.getByTestId('turn-handle').press('ArrowRight');
    await page.getByTestId('turn-handle').press('ArrowDown');
    expect(await value('rotation')).toBeCloseTo(85, -1);
    expect(await value('scale')).toBeCloseTo(0.95, 1);
    await page.getByTestId('move-handle').press('ArrowUp');
    expect(await value('y')).toBe(-0.5);
    expect(await page.getByTestId('digit-index').getAttribute('value')).toBe('0');
  });

  it('is asked for itself first when another is chosen', async () => {
    await open();
    await move('scale', 0.6);
    await expect.poll(newestImage).toHaveLength(784);
    const first = await settledImage();
    await page.getByTestId('next').click();
    await expect.poll(newestImage).not.toEqual(first);
    // More may have been asked by now, but that first.
    const messages = (await posted(page)).slice(1 + (await lastLookAt(first)));
    const asked = messages.filter(({ type }) => type === 'inspect' || type === 'look');
    expect(asked[0]).toEqual({ type: 'inspect', index: 1 });
    expect(asked[1]).toMatchObject({ type: 'look' });
  });

  it('stays moved over a reload', async () => {
    await open();
    await move('rotation', -75);
    await expect.poll(newestImage).toHaveLength(784);
    const moved = await newestImage();
    await page.reload();
    await expect.poll(newestImage).toEqual(moved);
    expect(await page.getByTestId('warp-rotation').inputValue()).toBe('-75');
  });
});

describe('a drawing', () => {
  async function drawLine(): Promise<void> {
    const box = await page.getByTestId('drawing-pad').boundingBox();
    if (!box) throw new Error('There is nothing to draw on.');
    await page.mouse.move(box.x + 60, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 70, box.y + 180, { steps: 6 });
    await page.mouse.up();
  }

  it('is looked at while it is made, and is nobody’s class', async () => {
    await open();
    await choose('drawing');
    expect(await hint()).toMatch(/^Nothing is drawn yet/);
    expect(await page.getByTestId('verdict').isVisible()).toBe(false);
    await drawLine();
    await page
      .getByTestId('verdict')
      .filter({ hasText: /^Predicted \d with/ })
      .waitFor();
    expect(await hint()).toBe('');
    const centred = await settledImage();
    expect(ink(centred)).toBeGreaterThan(20 * 255);
    await page.getByTestId('centred').uncheck();
    await expect.poll(newestImage).not.toEqual(centred);
    const asDrawn = await newestImage();
    await move('y', 5);
    await expect.poll(newestImage).not.toEqual(asDrawn);
    await page.getByTestId('clear-drawing').click();
    expect(await hint()).toMatch(/^Nothing is drawn yet/);
    expect(await page.getByTestId('verdict').isVisible()).toBe(false);
    await choose('digit');
    await page.getByTestId('verdict').filter({ hasText: 'True class' }).waitFor();
  });

  it('is made by keys alone', async () => {
    await open();
    await choose('drawing');
    await page.getByTestId('drawing-pad').focus();
    for (const key of ['ArrowUp', 'Space', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Escape', 'ArrowDown']) {
      await page.keyboard.press(key);
    }
    await page
      .getByTestId('verdict')
      .filter({ hasText: /^Predicted/ })
      .waitFor();
    expect(await page.getByText('Pen lifted, column 14, row 17').count()).toBe(1);
  });

  it('survives a reload', async () => {
    await open();
    await choose('drawing');
    await drawLine();
    await page
      .getByTestId('verdict')
      .filter({ hasText: /^Predicted/ })
      .waitFor();
    await expect.poll(async () => ink(await newestImage())).toBeGreaterThan(20 * 255);
    const drawn = await settledImage();
    await page.reload();
    await expect.poll(newestImage).toEqual(drawn);
  });

  it('gives way to the digit that is chosen on the dashboard', async () => {
    await open();
    await choose('drawing');
    await page.evaluate("fakeHost.sendRaw({ type: 'select', index: 42 })");
    await page.getByTestId('verdict').filter({ hasText: 'True class' }).waitFor();
    expect(await page.getByTestId('digit-index').getAttribute('value')).toBe('42');
  });

  it('says why it can’t be looked at', async () => {
    await open();
    await page.evaluate('fakeHost.isDeaf = true');
    await choose('drawing');
    await drawLine();
    await expect.poll(newestImage).toHaveLength(784);
    await page.evaluate(
      "fakeHost.sendRaw({ type: 'cannotLook', question: 1, message: 'The trainer has ended.' })",
    );
    await page.getByTestId('cannot-inspect').filter({ hasText: 'The trainer has ended.' }).waitFor();
  });
});

describe('a PNG', () => {
  /** Black strokes on white. */
  async function png(strokes: boolean): Promise<Buffer> {
    const url = await page.evaluate<string>(`(() => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [300, 200];
      const context = canvas.getContext('2d');
      context.fillStyle = 'white';
      context.fillRect(0, 0, 300, 200);
      context.fillStyle = 'black';
      if (${strokes}) context.fillRect(140, 30, 20, 140);
      return canvas.toDataURL('image/png');
    })()`);
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  }
  const load = (name: string, buffer: Buffer): Promise<void> =>
    page.getByTestId('png-file').setInputFiles({ name, mimeType: 'image/png', buffer });
  const problem = (): Promise<string | null> => page.getByTestId('png-problem').textContent();

  it('is made white on black, and survives a reload', async () => {
    await open();
    await choose('png');
    expect(await hint()).toMatch(/^There is no PNG yet/);
    await load('one.png', await png(true));
    await page
      .getByTestId('verdict')
      .filter({ hasText: /^Predicted/ })
      .waitFor();
    const image = await newestImage();
    expect(image?.[0]).toBe(0);
    expect(image?.[14 * 28 + 14]).toBe(255);
    await page.reload();
    await expect.poll(newestImage).toEqual(image);
  });

  it('is refused with a sentence, and the picture before it stays', async () => {
    await open();
    await choose('png');
    await load('one.png', await png(true));
    await page
      .getByTestId('verdict')
      .filter({ hasText: /^Predicted/ })
      .waitFor();
    const good = await png(true);
    await load('notes.png', Buffer.from('What I wanted to say, and at some length.'));
    await expect.poll(problem).toBe('“notes.png” is no PNG; choose one.');
    await load('half.png', good.subarray(0, 60));
    await expect.poll(problem).toBe('“half.png” can’t be read: it is damaged or no PNG; choose another.');
    const huge = Buffer.from(good);
    huge.writeUInt32BE(60_000, 16);
    await load('huge.png', huge);
    await expect.poll(problem).toMatch(/^“huge.png” has 60000×200 pixels; choose/);
    await load('heavy.png', Buffer.alloc(6_000_000));
    await expect.poll(problem).toBe('“heavy.png” has 6 MB; choose a PNG of at most 5 MB.');
    await load('blank.png', await png(false));
    await expect.poll(problem).toMatch(/^“blank.png” shows nothing but its background/);
    expect(await page.getByTestId('verdict').isVisible()).toBe(true);
    await load('one.png', good);
    await expect.poll(problem).toBe('');
  });

  it('may be dropped anywhere on the page', async () => {
    await open();
    await page.evaluate(
      `(async () => {
        const bytes = Uint8Array.from(atob('${(await png(true)).toString('base64')}'), (c) => c.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], 'one.png', { type: 'image/png' }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      })()`,
    );
    await page
      .getByTestId('verdict')
      .filter({ hasText: /^Predicted/ })
      .waitFor();
    expect(await page.getByTestId('source').locator('input[value=png]').isChecked()).toBe(true);
  });
});
