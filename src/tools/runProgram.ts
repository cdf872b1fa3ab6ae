import { spawnSync } from 'node:child_process';
import { attempt } from './attempt';

interface RunOptions {
  readonly directory?: string;
  readonly minutes?: number;
}

/**
 * Runs a program to its end.
 * @returns its standard output
 * @throws Error with the one line of its output that best says why it failed
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { directory, minutes = 10 }: RunOptions = {},
): string {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: directory,
    encoding: 'utf8',
    timeout: minutes * 60_000,
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 0) return stdout;
  if (error) throw new Error(`${program}: ${error.message}`);
  throw new Error(reason(`${stdout}\n${stderr}`) ?? `${program} ended with ${status}`);
}

/** With the npm that runs this, or the one on the path. */
export function runNpm(args: readonly string[], directory: string): void {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('npm-cli.js')) runProgram(process.execPath, [npm, ...args], { directory });
  else runProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { directory });
}

/**
 * The first of the programs that ends well with these arguments.
 * @param what names them in the sentence where there is none
 */
export function firstThatRuns(programs: readonly string[], args: readonly string[], what: string): string {
  const found = programs.find((program) => attempt(() => runProgram(program, args)).ok);
  if (found === undefined) throw new Error(`it needs ${what}, which is not installed`);
  return found;
}

/** Tools say the cause in a line with "error", and npm prefixes all lines with "npm error". */
function reason(output: string): string | undefined {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter(Boolean);
  const line = lines.find((candidate) => /\berror:/i.test(candidate)) ?? lines.at(-1);
  return line?.replace(/^error: /i, '');
}
