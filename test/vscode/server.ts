/** Starts a VS Code Server of its own for a test, with settings, extensions and data nobody else has touched. */
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { markVariable, markedProcesses, type GuardOrder, type MarkedProcess } from './guard';
import { provideTools, type Tools } from './provide';

export type Settings = Record<string, unknown>;

export interface ServerOptions {
  /** User settings, beside those that give a clean picture. */
  settings?: Settings;
  /** Whether a folder is opened in restricted mode until it is trusted; without, every folder is trusted. */
  workspaceTrust?: boolean;
  /** An extension to install, packaged. */
  vsix?: string;
  /** An extension to install from the folder it is developed in, which saves packaging it. */
  extensionFolder?: string;
  /**
   * Allows a payload: an extension under development, and tests in its host. VS Code then shows no notifications
   * and answers dialogs itself, so a test that behaves as a person does installs an extension instead.
   */
  testDriver?: boolean;
  /** For the server, its extension host and what that starts; undefined removes a variable. */
  env?: Record<string, string | undefined>;
  /** Folders to use in place of the server's own, which are removed with it. */
  userDataDir?: string;
  extensionsDir?: string;
}

export interface Server {
  url: string;
  /** HOST:PORT, by which the workbench calls the server's file system. */
  authority: string;
  /** A folder for what goes when the server goes. */
  folder: string;
  tools: Tools;
  testDriver: boolean;
  /** Marks a process, given this environment, as one of this server's. */
  mark: Record<string, string>;
  /** Changes settings, which VS Code takes up at once. They are the machine's, and win over the user's. */
  set(settings: Settings): void;
  /** What is running: the server, the extension host, what the extensions started. */
  processes(): MarkedProcess[];
  /** What the server printed. */
  output(): string;
  /** Ends the server and all it started, and removes its folders. */
  dispose(): Promise<void>;
}

const guardFile = fileURLToPath(new URL('guard.ts', import.meta.url));

const cleanPicture: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
};

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const tools = await provideTools();
  const folder = mkdtempSync(path.join(tmpdir(), 'stn-vscode-'));
  const extensions = options.extensionsDir ?? path.join(folder, 'extensions');
  const userData = options.userDataDir ?? path.join(folder, 'user-data');
  const common = [
    tools.serverMain,
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    ...['--server-data-dir', path.join(folder, 'server-data')],
    ...['--user-data-dir', userData],
    ...['--extensions-dir', extensions],
  ];
  const writeSettings = (scope: 'User' | 'Machine', settings: Settings) => {
    mkdirSync(path.join(userData, scope), { recursive: true });
    writeFileSync(path.join(userData, scope, 'settings.json'), JSON.stringify(settings, undefined, 2));
  };
  const trust = { 'security.workspace.trust.enabled': options.workspaceTrust ?? false };
  writeSettings('User', { ...cleanPicture, ...trust, ...options.settings });
  // Of code-server's two files, only the machine's is watched: the user's it knows by another name than its events have.
  const changed: Settings = {};
  const set = (settings: Settings) => writeSettings('Machine', Object.assign(changed, settings));
  set({});

  const id = randomUUID();
  const mark = { [markVariable]: id };
  const env = { ...environment(folder), ...options.env, ...mark };
  const listen = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
  const order: GuardOrder = {
    command: tools.node,
    args: [...common, ...listen, ...(options.testDriver ? ['--enable-smoke-test-driver'] : [])],
    remove: [folder],
  };
  if (options.vsix) {
    await installExtension(tools.node, [...common, '--install-extension', options.vsix], env, folder);
  }
  if (options.extensionFolder) linkExtension(options.extensionFolder, extensions);

  // In a group of its own, so that Ctrl+C in the terminal ends the tests and leaves the cleaning up to the guard.
  const guard = spawn(
    tools.node,
    ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', guardFile, JSON.stringify(order)],
    { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = once(guard, 'exit');
  let output = '';
  const port = await new Promise<string>((resolve, reject) => {
    const listenTo = (chunk: string) => {
      output = (output + chunk).slice(-100_000);
      const listening = /agent listening on (\d+)/.exec(output)?.[1];
      if (listening) resolve(listening);
    };
    const fail = (how: string) => reject(new Error(`VS Code Server ${how}. It said:\n${output}`));
    guard.stdout.setEncoding('utf8').on('data', listenTo);
    guard.stderr.setEncoding('utf8').on('data', listenTo);
    guard.once('exit', (code) => fail(`ended with code ${String(code)} instead of listening`));
    setTimeout(() => fail('did not listen within 60 s'), 60_000).unref();
  }).catch(async (error: unknown) => {
    guard.stdin.end();
    await ended;
    throw error;
  });

  return {
    url: `http://127.0.0.1:${port}/`,
    authority: `127.0.0.1:${port}`,
    folder,
    tools,
    testDriver: options.testDriver ?? false,
    mark,
    set,
    processes: () => markedProcesses(id).filter(({ pid }) => pid !== guard.pid),
    output: () => output,
    async dispose() {
      guard.stdin.end();
      await ended;
    },
  };
}

/** Ours, less what a terminal inside VS Code or a debugger puts there to lead its children back to itself. */
function environment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_INSPECT|VITEST)/.test(name),
  );
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  return {
    ...Object.fromEntries(kept),
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    // No marketplace: there is no network to reach it by.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

/** VS Code takes what lies in its extensions folder on its first start for installed. */
function linkExtension(source: string, extensions: string): void {
  const manifest = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  mkdirSync(extensions, { recursive: true });
  const id = `${manifest.publisher}.${manifest.name}`;
  const relativeLocation = `${id}-${manifest.version}`;
  const location = path.join(extensions, relativeLocation);
  symlinkSync(source, location);
  // Where something was installed there is a list, and what is not in it is not loaded.
  const list = path.join(extensions, 'extensions.json');
  if (!existsSync(list)) return;
  const entry = {
    ...{ identifier: { id }, version: manifest.version, relativeLocation },
    location: { $mid: 1, path: location, scheme: 'file' },
  };
  writeFileSync(list, JSON.stringify([...(JSON.parse(readFileSync(list, 'utf8')) as unknown[]), entry]));
}

async function installExtension(
  node: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<void> {
  try {
    await promisify(execFile)(node, args, { env });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`VS Code did not install the extension. It said:\n${stdout}${stderr}`, { cause: error });
  }
}
