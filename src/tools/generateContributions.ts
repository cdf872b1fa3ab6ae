/** Writes the settings into package.json and package.nls.json: `tsx src/tools/generateContributions.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { contributions, derivedPrefix } from './contributions';

const { configuration, texts } = contributions();

const manifest = read('package.json');
const contributes = manifest.contributes as Record<string, unknown>;
write('package.json', { ...manifest, contributes: { ...contributes, configuration } });

const written = Object.entries(read('package.nls.json')).filter(([key]) => !key.startsWith(derivedPrefix));
write('package.nls.json', { ...Object.fromEntries(written), ...texts });

function read(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function write(file: string, content: object): void {
  writeFileSync(file, JSON.stringify(content, undefined, 2) + '\n');
}
