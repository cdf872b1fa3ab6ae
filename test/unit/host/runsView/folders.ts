/** Run folders for tests, as a trainer leaves them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeLine } from '../../../../src/shared/messages';
import type { TrainerEvent, TrainerEventOf } from '../../../../src/shared/trainerProtocol';
import { epoch, started } from '../events';

/** @returns the folder */
export function writeRun(
  runsDirectory: string,
  name: string,
  events: readonly (TrainerEvent | string)[],
): string {
  const directory = join(runsDirectory, name);
  mkdirSync(directory, { recursive: true });
  const lines = events.map((event) => (typeof event === 'string' ? event : encodeLine(event)) + '\n');
  const file = join(directory, 'events.jsonl');
  writeFileSync(file, lines.join(''));
  return directory;
}

export function begun(time: string): TrainerEventOf<'started'> {
  return { ...started('anywhere'), time };
}

export function epochWith(number: number, accuracy: number): TrainerEventOf<'epoch'> {
  const event = epoch(number);
  return { ...event, test: { ...event.test, accuracy } };
}

export const completed: TrainerEventOf<'finished'> = {
  type: 'finished',
  outcome: 'completed',
  epochs: 2,
  seconds: 3,
  report: 'report.html',
};
