/** One repetition: a process of its own, so that no contender's memory or threads are there while another one runs. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Contender } from './contenders';
import type { Answer, Job } from './job';

/** @throws Error with what the process said last */
export async function runContender({ program, args, title }: Contender, job: Job): Promise<Answer> {
  return (await runForJson(program, args, title, JSON.stringify(job))) as Answer;
}

/** Runs a program whose last line of output is JSON. */
export async function runForJson(
  program: string,
  args: readonly string[],
  title: string,
  input = '',
): Promise<unknown> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // A program that ends before it has read says why by other means.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const lastLine = (said: string) => said.trim().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`${title} ended with ${code}: ${lastLine(errors) || lastLine(output)}`);
  return JSON.parse(lastLine(output));
}
