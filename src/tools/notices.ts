/** The licences of what is bundled: they ask for their text to go along. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * @param inputs of the bundles, as esbuild's metafile names them
 * @returns a text with every package among them, by name: version, licence and the licence's text
 * @throws Error where a package doesn't say under which licence it is
 */
export function thirdPartyNotices(inputs: readonly string[]): string {
  const folders = [...new Set(inputs.flatMap((input) => packageFolder(input) ?? []))].sort();
  const notices = folders.map(noticeOf);
  return ['STN Lab includes these packages:', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}

/** @returns undefined where the file is the project's own */
function packageFolder(input: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version, license } = manifest;
  if (typeof license !== 'string') throw new Error(`${folder}/package.json doesn't name a licence.`);
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const path = file && join(folder, file);
  const text = path && existsSync(path) ? `\n\n${readFileSync(path, 'utf8').trim()}` : '';
  return `${name} ${version} (${license})${text}`;
}
