/** What a person does in the workbench, for tests: each function waits for what it needs and says what it missed. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import type { Workbench } from './browser';

/** VS Code's own themes, each with the class by which the workbench shows it is in effect. */
const themeClasses = {
  'Light Modern': 'vscode-theme-defaults-themes-light_modern-json',
  'Dark Modern': 'vscode-theme-defaults-themes-dark_modern-json',
  'Default High Contrast': 'vscode-theme-defaults-themes-hc_black-json',
  'Default High Contrast Light': 'vscode-theme-defaults-themes-hc_light-json',
};

export type Theme = keyof typeof themeClasses;

/** How long something already under way may take. */
const patience = 15_000;

/** Runs a command by the name the command palette shows, `Category: Title`. */
export async function runCommand(page: Page, label: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  const deadline = Date.now() + patience;
  for (;;) {
    await leaveWebview(page);
    await page.keyboard.press('F1');
    await widget.locator('.quick-input-box input').fill(`>${label}`);
    const entry = quickPickRow(page, label);
    const found = await entry.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (found) {
      await entry.click();
      // Gone, or taken over by what the command itself asks.
      await widget
        .locator('.quick-input-box input')
        .and(page.locator(`[aria-label^="Type the name of a command"]`))
        .waitFor({ state: 'hidden', timeout: patience });
      return;
    }
    // The list shows what was known when it opened: a context key may have enabled the command since.
    const offered = await rowLabels(page);
    await page.keyboard.press('Escape');
    await widget.waitFor({ state: 'hidden', timeout: patience });
    if (Date.now() > deadline) {
      throw new Error(`The command palette has no entry "${label}", only: ${offered.join(', ') || 'none'}.`);
    }
  }
}

/** Picks an entry of an open quick pick. */
export async function quickPick(page: Page, label: string): Promise<void> {
  const row = quickPickRow(page, label);
  await row.waitFor({ timeout: patience }).catch(async (error: unknown) => {
    throw new Error(
      `No quick pick offers "${label}", only: ${(await rowLabels(page)).join(', ') || 'none'}.`,
      {
        cause: error,
      },
    );
  });
  await row.click();
  await row.waitFor({ state: 'hidden', timeout: patience });
}

/** Answers an open input box, which is a quick pick without a list. */
export async function inputBox(page: Page, text: string): Promise<void> {
  const input = page.locator(
    '.quick-input-widget:not(:has(.quick-input-list:visible)) .quick-input-box input',
  );
  await input.fill(text, { timeout: patience });
  await input.press('Enter');
}

/**
 * Waits until a browser's VS Code has written down its editors, and what they and extensions keep: it does so some moments after
 * the workbench itself has the focus, and else not for a long time.
 */
export async function letWriteDown(page: Page): Promise<void> {
  await runCommand(page, 'View: Focus Active Editor Group');
  await sleep(7_000);
}

/** Presses a button of the modal dialog with that text. */
export async function answerDialog(page: Page, message: string | RegExp, button: string): Promise<void> {
  const dialog = page.locator('.monaco-dialog-box').filter({ hasText: message });
  await dialog.getByRole('button', { name: button, exact: true }).click({ timeout: patience });
  await dialog.waitFor({ state: 'hidden', timeout: patience });
}

export interface Notification {
  severity: 'info' | 'warning' | 'error';
  message: string;
  buttons: string[];
}

/** The notifications in sight. VS Code takes those without buttons away after some seconds. */
export async function notifications(page: Page): Promise<Notification[]> {
  const toasts = await page.locator('.notifications-toasts .notification-list-item').all();
  return Promise.all(toasts.map(readNotification));
}

async function readNotification(toast: Locator): Promise<Notification> {
  const icon = (await toast.locator('.notification-list-item-icon').getAttribute('class')) ?? '';
  return {
    severity: icon.includes('error') ? 'error' : icon.includes('warning') ? 'warning' : 'info',
    message: await toast.locator('.notification-list-item-message').innerText(),
    buttons: await toast.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts(),
  };
}

/** Waits for a notification, and presses one of its buttons if told which. */
export async function notification(
  page: Page,
  message: string | RegExp,
  button?: string,
): Promise<Notification> {
  const toast = page
    .locator('.notifications-toasts .notification-list-item')
    .filter({ hasText: message })
    .first();
  await toast.waitFor({ timeout: patience }).catch(async (error: unknown) => {
    const others = (await notifications(page)).map((one) => one.message);
    throw new Error(`No notification says ${String(message)}, only: ${others.join(' | ') || 'none'}.`, {
      cause: error,
    });
  });
  const read = await readNotification(toast);
  if (button) await toast.locator('.monaco-button').getByText(button, { exact: true }).click();
  return read;
}

/**
 * The inside of the visible webview with that title: the one on a panel's tab, or a view's name. A webview whose
 * HTML is set anew gets a new frame, so ask again after that.
 */
export async function webviewFrame(page: Page, title: string | RegExp, timeout = patience): Promise<Frame> {
  const matches = (found: string) => (typeof title === 'string' ? found === title : title.test(found));
  const deadline = Date.now() + timeout;
  for (;;) {
    const webviews = await visibleWebviews(page);
    const found = webviews.find((one) => matches(one.title));
    const loaded = found?.frame.waitForLoadState().then(
      () => true,
      () => false,
    );
    if (found && (await loaded)) return found.frame;
    if (Date.now() > deadline) {
      const others = webviews.map((one) => one.title).join(', ');
      throw new Error(`No visible webview is titled ${String(title)}, only: ${others || 'none'}.`);
    }
    await sleep(50);
  }
}

/** A webview is a frame of VS Code's with the extension's inside; while loading, that one has another id. */
async function visibleWebviews(page: Page): Promise<{ title: string; frame: Frame }[]> {
  const found: { title: string; frame: Frame }[] = [];
  for (const outer of await page.locator('iframe.webview').all()) {
    try {
      if (!(await outer.isVisible())) continue;
      const frame = await (await outer.elementHandle({ timeout: 1000 })).contentFrame();
      const active = await frame?.$('iframe#active-frame');
      const inner = await active?.contentFrame();
      if (active && inner) found.push({ title: (await active.getAttribute('title')) ?? '', frame: inner });
    } catch {
      // It went away while it was looked at.
    }
  }
  return found;
}

/** Changes the colour theme, and waits until the workbench and the visible webviews wear it. */
export async function setTheme({ page, server }: Workbench, theme: Theme): Promise<void> {
  server.set({ 'workbench.colorTheme': theme });
  await page.locator(`.monaco-workbench.${themeClasses[theme]}`).waitFor({ timeout: patience });
  for (const { frame } of await visibleWebviews(page)) {
    await frame.locator(`body[data-vscode-theme-id="${theme}"]`).waitFor({ timeout: patience });
  }
}

/** Takes a picture without a blinking cursor, a half-done animation or a hover. */
export async function screenshot(page: Page, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
}

/** Keys pressed in a webview belong to it, so the workbench takes the focus back first. */
async function leaveWebview(page: Page): Promise<void> {
  for (const focused of await page.locator('iframe.webview:focus').all()) {
    await focused.evaluate((frame) => (frame as unknown as { blur(): void }).blur());
  }
}

function quickPickRow(page: Page, label: string): Locator {
  const exactly = page.locator('.label-name').getByText(label, { exact: true });
  return page.locator('.quick-input-widget .monaco-list-row').filter({ has: exactly }).first();
}

function rowLabels(page: Page): Promise<string[]> {
  return page.locator('.quick-input-widget .monaco-list-row .label-name').allInnerTexts();
}

/**
 * Chooses an entry of the menu that a right click opens. What takes the focus meanwhile closes a menu, and one that has
 * just opened takes no click: then once more.
 */
export async function contextMenu(page: Page, target: Locator, label: string): Promise<void> {
  const deadline = Date.now() + patience;
  const entry = page.locator('.monaco-menu').getByRole('menuitem', { name: label, exact: true });
  for (;;) {
    try {
      if (!(await entry.isVisible())) await target.click({ button: 'right' });
      await entry.click({ timeout: 3000 });
      await entry.waitFor({ state: 'hidden', timeout: 3000 });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
