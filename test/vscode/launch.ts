/**
 * Runs an extension's tests in VS Code Server and a headless Chromium, for the arguments with which
 * @vscode/test-electron starts a desktop VS Code. Prints what the extension host prints, ends with the tests' code.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { messageOf } from '../../src/shared/messageOf';
import { openWorkbench, remoteUri } from './browser';
import { startServer, type Settings } from './server';

/** Enough for any suite of ours; whoever waits for one that hangs is told so. */
const limit = Number(process.env.STN_TEST_LIMIT_SECONDS ?? 900);

/** What this version of the workbench itself says among the lines of the tests. */
const workbenchTalk = new RegExp(
  [
    '^(Ignoring fetching|Updating) additional builtin extensions',
    '^(Creating a socket|Resolv(ing|ed) connection token) ',
    '^Creation of workbench contribution ',
    '^\\[(AccountPolicyGate|AgentHost:remote|reconnection-grace-time|Service Worker)\\]',
    // Where a machine had no compiler for them.
    '/@vscode/(spdlog|native-watchdog)/',
    // Where a stack leads to, of an error that no test asked for.
    '/out/vs/code/browser/workbench/workbench\\.js:',
  ].join('|'),
);

async function launch(): Promise<number> {
  const order = readArguments();
  const server = await startServer({
    testDriver: true,
    workspaceTrust: order.workspaceTrust,
    ...(order.userDataDir && { userDataDir: order.userDataDir, settings: readSettings(order.userDataDir) }),
    ...(order.extensionsDir && { extensionsDir: order.extensionsDir }),
  });
  let timer: NodeJS.Timeout | undefined;
  let page: Page | undefined;
  try {
    const code = await new Promise<number>((resolve, reject) => {
      const late = () => reject(new Error(`The tests did not end within ${limit} s.\n${server.output()}`));
      timer = setTimeout(late, limit * 1000);
      openWorkbench({
        server,
        ...(order.folder && { folder: order.folder }),
        payload: order.payload.map(([name, file]) => [name, remoteUri(server, file)]),
        prepare(opened) {
          page = opened;
          return listen(page, resolve, reject);
        },
      }).catch(reject);
    });
    return code;
  } finally {
    clearTimeout(timer);
    // The browser goes first, or it complains that the server went.
    await page?.context().close();
    await server.dispose();
  }
}

/** The two functions by which the workbench reports, as @vscode/test-web knows them too. */
async function listen(page: Page, end: (code: number) => void, fail: (error: Error) => void): Promise<void> {
  await page.exposeFunction('codeAutomationLog', (_type: string, parts: unknown[]) => {
    if (!workbenchTalk.test(parts.map(String).join(' '))) console.log(...parts);
  });
  await page.exposeFunction('codeAutomationExit', end);
  page.on('crash', () => fail(new Error('The page with the workbench crashed.')));
  page.on('close', () => fail(new Error('The browser with the workbench ended.')));
}

interface Order {
  folder: string | undefined;
  payload: [string, string][];
  userDataDir: string | undefined;
  extensionsDir: string | undefined;
  workspaceTrust: boolean;
}

function readArguments(): Order {
  const { values, positionals } = parseArgs({
    // What only the desktop knows, such as --disable-updates, is of no consequence here.
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
  });
  const file = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? path.resolve(value) : undefined;
  };
  const tests = file('extensionTestsPath');
  if (!tests) throw new Error('There is nothing to do without --extensionTestsPath=FILE.');
  const extensions = values.extensionDevelopmentPath ?? [];
  return {
    folder: positionals[0] && path.resolve(positionals[0]),
    payload: [
      ...extensions.map((folder): [string, string] => [
        'extensionDevelopmentPath',
        path.resolve(String(folder)),
      ]),
      ['extensionTestsPath', tests],
    ],
    userDataDir: file('user-data-dir'),
    extensionsDir: file('extensions-dir'),
    workspaceTrust: !('disable-workspace-trust' in values),
  };
}

function readSettings(userDataDir: string): Settings {
  try {
    return JSON.parse(readFileSync(path.join(userDataDir, 'User', 'settings.json'), 'utf8')) as Settings;
  } catch {
    return {};
  }
}

// Nobody is left to report to when the process that started this one is gone; what was started here goes with it.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 500).unref();

launch().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
