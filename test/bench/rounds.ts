/** A B C A B C …: what slows the machine for a while then slows everyone. */
import { messageOf } from '../../src/shared/messageOf';

export interface Failure {
  readonly key: string;
  readonly reason: string;
}

export interface Rounds<A> {
  /** By key, one answer a round. */
  readonly answers: ReadonlyMap<string, readonly A[]>;
  readonly failures: readonly Failure[];
}

/**
 * Who fails once takes no further part, and none of its answers count.
 * @param run one repetition
 */
export async function runRounds<C extends { readonly key: string }, A>(
  contenders: readonly C[],
  repetitions: number,
  run: (contender: C, round: number) => Promise<A>,
): Promise<Rounds<A>> {
  const answers = new Map<string, A[]>(contenders.map(({ key }) => [key, []]));
  const failures: Failure[] = [];
  for (let round = 0; round < repetitions; round++) {
    for (const contender of contenders) {
      const given = answers.get(contender.key);
      if (!given) continue;
      try {
        given.push(await run(contender, round));
      } catch (error) {
        answers.delete(contender.key);
        failures.push({
          key: contender.key,
          reason: messageOf(error),
        });
      }
    }
  }
  return { answers, failures };
}
