/** Our contenders as plain programs: what compiles TypeScript while it loads would be measured, too. */
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Programs {
  readonly engine: string;
  readonly peak: string;
}

export async function bundleContenders(folder: string): Promise<Programs> {
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    entryPoints: ['engine', 'peak'].map((name) => join(__dirname, 'contenders', `${name}.ts`)),
    outdir: folder,
  });
  return { engine: join(folder, 'engine.js'), peak: join(folder, 'peak.js') };
}
