/** Writes what the schemas say of the settings into package.json: `tsx src/tools/generateContributions.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { configurationSections } from './contributions';

const file = 'package.json';
const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const contributes = manifest.contributes as Record<string, unknown>;
const written = { ...manifest, contributes: { ...contributes, configuration: configurationSections() } };
writeFileSync(file, JSON.stringify(written, undefined, 2) + '\n');
