/** Our contenders as plain programs: what compiles TypeScript while it loads would be measured, too. */
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Programs {
  readonly engine: string;
  readonly peak: string;
  readonly drawing: string;
}

const names = ['engine', 'peak', 'drawing'] as const;

export async function bundleContenders(folder: string): Promise<Programs> {
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    entryPoints: {
      ...Object.fromEntries(names.map((name) => [name, join(__dirname, 'contenders', `${name}.ts`)])),
      // As the trainer's distribution names the thread that draws.
      draw: join(__dirname, '../../src/trainer/data/feed/drawingThread.ts'),
    },
    outdir: folder,
  });
  const [engine, peak, drawing] = names.map((name) => join(folder, `${name}.js`));
  return { engine, peak, drawing };
}
