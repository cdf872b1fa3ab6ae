/** `npm run test:integration`: the suite inside the extension host of a real VS Code. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runIntegrationTests } from '../vscode/runIntegration';

runIntegrationTests({
  extensionDevelopmentPath: resolve('.'),
  extensionTestsPath: resolve('dist/test/integration.js'),
  folder: mkdtempSync(join(tmpdir(), 'stn-workspace-')),
  // The suite brings its own digits.
  env: { STN_DATA_DIR: undefined },
}).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
