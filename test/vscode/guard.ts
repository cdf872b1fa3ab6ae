/**
 * Lets nothing outlive a test. Run by itself (`node guard.ts ORDER`), it starts one command and cleans up behind it
 * when the command ends, or when its standard input closes: the test process holds the other end, and the system
 * closes that however the test process goes, SIGKILL included.
 *
 * Processes are found by a mark in their environment, which children inherit: one that a test detached, or whose
 * parent died, is found as well. Node 24 runs this file as it is, so it imports nothing of ours.
 */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The environment variable that carries the mark. */
export const markVariable = 'STN_TEST_MARK';

export interface GuardOrder {
  command: string;
  args: string[];
  /** Folders to remove when all is over. */
  remove: string[];
}

export interface MarkedProcess {
  pid: number;
  command: string;
}

/** The living processes that bear the mark. */
export function markedProcesses(mark: string): MarkedProcess[] {
  const wanted = `${markVariable}=${mark}`;
  const found: MarkedProcess[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(wanted)) continue;
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // A zombie has no command line any more.
      if (command) found.push({ pid: Number(name), command });
    } catch {
      // It ended meanwhile, or belongs to somebody else.
    }
  }
  return found;
}

function guard({ command, args, remove }: GuardOrder): void {
  const mark = process.env[markVariable];
  if (!mark) throw new Error(`${markVariable} is not set.`);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const others = () => markedProcesses(mark).filter(({ pid }) => pid !== process.pid);

  const gone = async (remaining: () => MarkedProcess[], milliseconds: number) => {
    const deadline = Date.now() + milliseconds;
    while (remaining().length > 0 && Date.now() < deadline) await sleep(50);
    return remaining().length === 0;
  };

  let cleaning = false;
  const cleanUp = async (code: number) => {
    if (cleaning) return;
    cleaning = true;
    // Gently at first: the extensions are given the time to deactivate, and what they started to notice.
    child.kill();
    await gone(() => others().filter((one) => one.command.includes('--type=extensionHost')), 3000);
    if (!(await gone(others, 500))) {
      do {
        for (const { pid } of others()) kill(pid);
      } while (!(await gone(others, 200)));
    }
    for (const folder of remove) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    process.exit(code);
  };

  child.once('error', () => void cleanUp(127));
  child.once('exit', (code) => void cleanUp(code ?? 1));
  process.stdin.resume().once('close', () => void cleanUp(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void cleanUp(1));
  }
  // Nobody may be reading any more.
  process.stdout.on('error', () => undefined);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

const order = process.argv[2];
if (process.argv[1]?.endsWith('/guard.ts') && order) guard(JSON.parse(order) as GuardOrder);
