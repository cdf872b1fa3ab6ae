/**
 * Bundles the extension into dist/: `tsx src/tools/build.ts [--watch] [PART ...]`, every part where none is named.
 * Prints nothing on success, so that `npm run train -- --json` can build first and keep its output clean.
 */
import { writeFileSync } from 'node:fs';
import { build, context, type BuildOptions, type BuildResult } from 'esbuild';
import { messageOf } from '../shared/messageOf';
import { thirdPartyNotices } from './notices';

const shared: BuildOptions = {
  bundle: true,
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

const node: BuildOptions = { ...shared, platform: 'node', format: 'cjs', target: 'node20' };

const parts: Record<string, BuildOptions> = {
  host: {
    ...node,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
  },
  trainer: {
    ...node,
    entryPoints: {
      trainer: 'src/trainer/process.ts',
      training: 'src/trainer/trainingThread.ts',
      timing: 'src/trainer/engines/timingProcess.ts',
      draw: 'src/trainer/data/feed/drawingThread.ts',
      train: 'src/trainer/cli/train.ts',
      evaluate: 'src/trainer/cli/evaluate.ts',
      reproduce: 'src/trainer/cli/reproduce.ts',
    },
    outdir: 'dist',
    // Readable stacks in a run's log matter more than a few kilobytes.
    keepNames: true,
  },
  webview: {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: ['dashboard', 'inspector', 'comparison', 'report'].flatMap((view) => [
      { in: `webview/${view}/main.ts`, out: view },
      { in: `webview/${view}/main.css`, out: view },
    ]),
    outdir: 'dist/webview',
  },
  integration: {
    ...node,
    minify: false,
    entryPoints: { integration: 'test/integration/index.ts' },
    outdir: 'dist/test',
    external: ['vscode', 'mocha'],
  },
};

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const named = args.filter((arg) => arg !== '--watch');
  const unknown = named.find((name) => !(name in parts));
  if (unknown) throw new Error(`No part "${unknown}"; there are ${Object.keys(parts).join(', ')}.`);
  const chosen = Object.entries(parts).filter(([name]) => named.length === 0 || named.includes(name));
  if (args.includes('--watch')) {
    for (const [, options] of chosen) await (await context(options)).watch();
  } else {
    const results = await Promise.all(chosen.map(([, options]) => build(options)));
    if (named.length === 0) writeNotices(results);
  }
}

/** Tests are not shipped, but what they add is no library. */
function writeNotices(results: readonly BuildResult[]): void {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(inputs));
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
