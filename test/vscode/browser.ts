/** Opens VS Code's workbench in a headless Chromium, ready to be used as a person would. */
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { Server } from './server';
import { setTheme, type Theme } from './workbench';

export interface WorkbenchOptions {
  server: Server;
  /** The folder to open; an empty window without one. */
  folder?: string;
  /** What the desktop takes on its command line, such as `extensionTestsPath`, with URIs made by `remoteUri`. */
  payload?: [string, string][];
  theme?: Theme;
  viewport?: { width: number; height: number };
  /** Prepares the page before the workbench is loaded. */
  prepare?: (page: Page) => Promise<void>;
}

export interface Workbench {
  page: Page;
  context: BrowserContext;
  server: Server;
  dispose(): Promise<void>;
}

/** How the workbench names a path on the server's machine. */
export function remoteUri(server: Server, file: string): string {
  return `vscode-remote://${server.authority}${file}`;
}

/** Opens the workbench and waits until extensions are loaded. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { server, theme, payload = [] } = options;
  if (payload.length > 0 && !server.testDriver) {
    throw new Error('VS Code ignores the payload unless the server was started with testDriver: true.');
  }
  if (theme) server.set({ 'workbench.colorTheme': theme });

  const { executablePath, args, env } = server.tools.chromium;
  // In the server's folder and with its mark, so that nothing of the browser is left should the test process be killed.
  const context = await chromium.launchPersistentContext(mkdtempSync(path.join(server.folder, 'browser-')), {
    executablePath,
    args,
    env: { ...definedEnvironment(), ...env, ...server.mark },
    viewport: options.viewport ?? { width: 1280, height: 800 },
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await options.prepare?.(page);
    const url = new URL(server.url);
    if (options.folder) url.searchParams.set('folder', options.folder);
    else url.searchParams.set('ew', 'true');
    if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
    await page.goto(url.href);
    const workbench: Workbench = { page, context, server, dispose: () => context.close() };
    await ready(workbench);
    if (theme) await setTheme(workbench, theme);
    return workbench;
  } catch (error) {
    await context.close();
    throw error;
  }
}

/** Another window of the same person on the same folder; closed with the first, or before. */
export async function openAnotherWindow(workbench: Workbench): Promise<Page> {
  const page = await workbench.context.newPage();
  await page.goto(workbench.page.url());
  await ready({ ...workbench, page });
  return page;
}

/** Loaded means that every extension's contributions are known: the mark VS Code sets for its own measurements. */
async function ready({ page, server }: Workbench): Promise<void> {
  try {
    await page
      .locator('.monaco-workbench .part.statusbar .statusbar-item')
      .first()
      .waitFor({ timeout: 60_000 });
    await page.waitForFunction(
      () => performance.getEntriesByName('code/didLoadExtensions').length > 0,
      undefined,
      {
        timeout: 60_000,
      },
    );
  } catch (error) {
    throw new Error(`The workbench did not become ready. The server said:\n${server.output()}`, {
      cause: error,
    });
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
