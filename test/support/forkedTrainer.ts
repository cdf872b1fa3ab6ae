/** The built trainer process, as the extension forks it. */
import { fork, type ChildProcess } from 'node:child_process';
import { afterEach } from 'vitest';
import { parseMessage } from '../../src/shared/messages';
import type { TrainerCommand } from '../../src/shared/trainerCommands';
import { trainerEventSchema, type TrainerEvent, type TrainerEventOf } from '../../src/shared/trainerProtocol';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** It ends with the test at the latest. Every event it sends is checked. */
export function forkTrainer() {
  const child = fork('dist/trainer.js', { serialization: 'advanced', silent: true });
  children.push(child);
  const events: TrainerEvent[] = [];
  const waiting = new Set<() => void>();
  child.on('message', (message) => {
    events.push(parseMessage(trainerEventSchema, message, 'the trainer'));
    for (const check of waiting) check();
  });
  /** The first event of a type, from the given number of events on, that is wanted. */
  const next = <T extends TrainerEvent['type']>(
    type: T,
    from = 0,
    isWanted: (event: TrainerEventOf<T>) => boolean = () => true,
  ): Promise<TrainerEventOf<T>> =>
    new Promise((resolve) => {
      const check = (): void => {
        const event = events
          .slice(from)
          .find((one): one is TrainerEventOf<T> => one.type === type && isWanted(one as TrainerEventOf<T>));
        if (!event) return;
        waiting.delete(check);
        resolve(event);
      };
      waiting.add(check);
      check();
    });
  const send = (command: TrainerCommand): void => void child.send(command);
  return { child, events, next, send };
}
