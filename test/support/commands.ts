/** Runs the built command line as a user's shell would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeLine, parseMessage } from '../../src/shared/messages';
import { trainerEventSchema, type TrainerEvent } from '../../src/shared/trainerProtocol';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when stdout has shown the text. */
  shows(text: string): Promise<void>;
}

type Command = 'train' | 'evaluate' | 'reproduce';

/** @param environment is added to this process's, which is kept from naming a data directory */
export function startCommand(
  command: Command,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Running {
  const child = spawn(process.execPath, [`dist/${command}.js`, ...args], {
    env: {
      ...process.env,
      STN_DATA_DIR: '',
      XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'stn-cache-')),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting: { text: string; resolve: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    for (const { text, resolve } of waiting) if (stdout.includes(text)) resolve();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const shows = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ text, resolve });
      if (stdout.includes(text)) resolve();
      void finished.then((end) =>
        reject(new Error(`It ended with ${end.code} without "${text}": ${end.stderr}`)),
      );
    });
  return { child, finished, shows };
}

export function runCommand(
  command: Command,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  return startCommand(command, args, environment).finished;
}

/** @throws MalformedMessageError, SyntaxError where a line is no event */
export function eventsOf(lines: string): TrainerEvent[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseMessage(trainerEventSchema, decodeLine(line), 'stdout'));
}

export function newRunDirectory(): string {
  return join(mkdtempSync(join(tmpdir(), 'stn-run-')), 'run');
}
