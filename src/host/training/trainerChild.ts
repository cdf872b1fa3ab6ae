/** The trainer's bundle as a child process, with a channel that carries typed arrays. */
import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ChildListeners {
  readonly onMessage: (message: unknown) => void;
  /** A line of the process's stdout or stderr. */
  readonly onOutput: (stream: 'stdout' | 'stderr', line: string) => void;
  /** There is no process: it could not be started. */
  readonly onError: (error: Error) => void;
  /** The process is gone, and its last messages have been heard. */
  readonly onExit: (code: number | null, signal: NodeJS.Signals | null) => void;
}

/**
 * @param script the trainer's bundle
 * @param nodePath Node.js program; empty for the one that runs this
 * @throws Error where the system refuses at once
 */
export function forkTrainer(script: string, nodePath: string, listeners: ChildListeners): ChildProcess {
  const child = fork(script, [], forkOptions(nodePath));
  child.on('message', listeners.onMessage);
  child.on('error', (error) => {
    // Also told when a message can't be sent; only without a process is there nothing more to come.
    if (child.pid === undefined) listeners.onError(error);
  });
  child.on('exit', (code, signal) => {
    // Its last messages may still be in the channel: the channel's end comes after them.
    const finish = (): void => listeners.onExit(code, signal);
    if (!child.connected) {
      finish();
      return;
    }
    const patience = setTimeout(finish, 1_000);
    child.once('disconnect', () => {
      clearTimeout(patience);
      finish();
    });
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream];
    if (input) createInterface({ input }).on('line', (line) => listeners.onOutput(stream, line));
  }
  return child;
}

function forkOptions(nodePath: string): ForkOptions {
  const env: NodeJS.ProcessEnv = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  // On the desktop the editor's own Node is Electron, which has to be told to be Node.
  if (!nodePath && process.versions.electron) env.ELECTRON_RUN_AS_NODE = '1';
  return {
    execPath: nodePath || process.execPath,
    // Not the parent's: its --inspect port is taken.
    execArgv: [],
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  };
}
