/**
 * Times TensorFlow in a process of its own, as a run mostly computes with another engine: what is loaded stays in memory
 * for good, writes to stderr as it likes, and takes the process with it where the processor lacks its instructions.
 */
import { fork } from 'node:child_process';
import * as v from 'valibot';
import { UserError } from '../userError';
import type { Task } from './fastest';

export interface Request {
  readonly task: Task;
  readonly directories: readonly string[];
  readonly seconds: number;
}

const answerSchema = v.union([v.strictObject({ rate: v.number() }), v.strictObject({ failure: v.string() })]);

export type Answer = v.InferOutput<typeof answerSchema>;

/** Loading takes a second or two, from a slow disk more. */
const patienceMilliseconds = 30_000;

/**
 * @param script bundle of timingProcess.ts
 * @returns images a second
 * @throws UserError
 */
export function timeApart(script: string, request: Request): Promise<number> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
    };
    const fail = (sentence: string): void => {
      end();
      reject(new UserError(sentence));
    };
    const child = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const timer = setTimeout(
      () => fail(`It was not loaded within ${patienceMilliseconds / 1000} seconds.`),
      patienceMilliseconds,
    );
    child.on('error', (error) => fail(`Its process could not be started (${error.message}).`));
    child.on('exit', (code, signal) => fail(`Its process ended by ${signal ?? `exit code ${code}`}.`));
    child.on('message', (message) => {
      const answer = v.safeParse(answerSchema, message);
      if (!answer.success) return;
      if ('rate' in answer.output) {
        end();
        resolve(answer.output.rate);
      } else fail(answer.output.failure);
    });
    child.send(request, (error) => error && fail(`Its process could not be reached (${error.message}).`));
  });
}
