/** Folders as a person writes them in settings. */
import { homedir } from 'node:os';
import { isAbsolute, join, normalize } from 'node:path';

/**
 * @param base where relative names begin: the workspace folder
 * @returns an absolute path, or the empty text for the empty text
 */
export function resolveDirectory(written: string, base: string | undefined, home = homedir()): string {
  const trimmed = written.trim();
  if (trimmed === '') return '';
  if (trimmed === '~') return home;
  if (/^~[/\\]/.test(trimmed)) return join(home, trimmed.slice(2));
  return isAbsolute(trimmed) ? normalize(trimmed) : join(base ?? home, trimmed);
}
