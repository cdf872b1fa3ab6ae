/** What both commands share of a command line: exit codes, bad usage, folders. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import envPaths from 'env-paths';
import { messageOf } from '../../shared/messageOf';
import type { Places } from '../../shared/trainerCommands';

export const exitCode = { done: 0, failed: 1, badUsage: 2, interrupted: 130 } as const;

/** The command line itself is wrong: one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `parseArgs` with its own complaints as UsageErrors. */
export function parseArguments<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** @throws UsageError where it is no folder */
export function existingFolder(option: string, folder: string): string {
  const path = resolve(folder);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${option} must name a folder, but ${path} is none.`);
  }
  return path;
}

export function commandLinePlaces(): Places {
  return {
    cacheDirectory: envPaths('stn-lab', { suffix: '' }).cache,
    tensorflowDirectory: process.env.STN_TENSORFLOW_DIR ?? '',
  };
}

/** Runs a command to its exit code; what escapes it is told on stderr, and stdout stays clean. */
export async function runCommand(usage: string, command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    const bad = error instanceof UsageError;
    const message = messageOf(error);
    console.error(bad ? `${message}\n\n${usage}` : message);
    process.exitCode = bad ? exitCode.badUsage : exitCode.failed;
  }
}
