/** What a run folder tells, to be compared with what another one does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cut } from '../../src/shared/batchRecord';
import { applyEvent, type RunHistory } from '../../src/shared/runHistory';
import { epochFileKinds } from '../../src/shared/epochFiles';
import type { TrainerEvent } from '../../src/shared/trainerProtocol';
import { eventsOf } from './commands';

/** What the run folder tells, without what a clock measured, and whether there was room for the report. */
export function curveOf(directory: string): object {
  let history: RunHistory | undefined;
  for (const event of recorded(directory)) history = applyEvent(history, event);
  if (!history) throw new Error('There is no run');
  const timeless = (event: TrainerEvent): object => ({
    ...event,
    ...{ imagesPerSecond: 0, etaSeconds: 0, seconds: 0, report: null },
  });
  const { length, ends, losses } = cut(history.batches);
  const { epochs, breakdowns, collapses, end } = history;
  return {
    ...{ batches: { length, ends, losses }, epochs: epochs.map(timeless), breakdowns, collapses },
    end: end && timeless(end),
  };
}

/** The whole lines that are events. */
export function recorded(directory: string): TrainerEvent[] {
  return readFileSync(join(directory, 'events.jsonl'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return eventsOf(line);
      } catch {
        return [];
      }
    });
}

/** Bytes of every file of a kind that the run keeps for good. */
export function filesOf(directory: string): Map<string, string> {
  const files = ['weights', ...epochFileKinds].flatMap((kind) =>
    readdirSync(join(directory, kind), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /^(epoch-\d+\.json|weights\.bin)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(
    files.map((file) => [file.slice(directory.length), readFileSync(file).toString('base64')] as const),
  );
}

/** Files, oldest first. */
export function newestCheckpoints(directory: string): string[] {
  const folder = join(directory, 'checkpoints');
  const names = readdirSync(folder).filter((name) => name.endsWith('.bin'));
  return names.sort().map((name) => join(folder, name));
}
