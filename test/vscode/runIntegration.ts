/** Runs tests inside an extension host: a desktop VS Code's where there can be one, else VS Code Server's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests, SilentReporter, TestRunFailedError } from '@vscode/test-electron';

export interface IntegrationOptions {
  extensionDevelopmentPath: string;
  /** The module whose `run` is called inside the extension host. */
  extensionTestsPath: string;
  /** The folder to open. */
  folder?: string;
  env?: Record<string, string | undefined>;
}

const launcher = fileURLToPath(new URL('launcher', import.meta.url));
const releases = 'https://update.code.visualstudio.com/api/releases/stable';

/** Returns the code the tests ended with: 0 if they passed. */
export async function runIntegrationTests(options: IntegrationOptions): Promise<number> {
  const desktop = await findDesktop();
  console.log(
    `Tests run in ${'executable' in desktop ? 'a desktop VS Code' : `VS Code Server: ${desktop.missing}`}.`,
  );
  // Of one's own, and with a short path: a profile is for one VS Code at a time, which puts a socket there.
  const profile = mkdtempSync(path.join(tmpdir(), 'stn-'));
  try {
    return await runTests({
      vscodeExecutablePath: 'executable' in desktop ? desktop.executable : launcher,
      extensionDevelopmentPath: options.extensionDevelopmentPath,
      extensionTestsPath: options.extensionTestsPath,
      extensionTestsEnv: options.env ?? {},
      launchArgs: [
        ...(options.folder ? [options.folder] : []),
        `--user-data-dir=${path.join(profile, 'user')}`,
        `--extensions-dir=${path.join(profile, 'extensions')}`,
      ],
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function findDesktop(): Promise<{ executable: string } | { missing: string }> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { missing: 'there is no display for a desktop one' };
  }
  try {
    // Asked first, because the download itself tries for long.
    await fetch(releases, { signal: AbortSignal.timeout(10_000) });
    return {
      executable: await downloadAndUnzipVSCode({
        cachePath: fileURLToPath(new URL('../../.vscode-test', import.meta.url)),
        reporter: new SilentReporter(),
      }),
    };
  } catch {
    return { missing: 'a desktop one cannot be downloaded' };
  }
}
