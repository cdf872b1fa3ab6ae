/** The thread that draws distorted digits, built as it is for dist/, for tests that run from source. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** @returns the folder that holds draw.js */
export async function bundleDrawing(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'stn-draw-'));
  const entryPoints = { draw: 'src/trainer/data/feed/drawingThread.ts' };
  await build({ bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', entryPoints, outdir });
  return outdir;
}
