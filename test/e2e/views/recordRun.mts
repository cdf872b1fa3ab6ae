/**
 * Makes the recording that the views' tests replay out of a run folder:
 * `tsx test/e2e/views/recordRun.mts RUN_DIR [EVENTS_FILE]`. Samples and thetas, which a run folder keeps apart, go where
 * they happened; what tells of the machine it ran on is left out.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decodeLine, encodeLine } from '../../../src/shared/messages';
import type { TrainerEvent } from '../../../src/shared/trainerProtocol';
import { recording } from './server';

const [directory, file = recording] = process.argv.slice(2);
const events = readFileSync(path.join(directory, 'events.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => decodeLine(line) as TrainerEvent);

const replayed = events.flatMap((event): TrainerEvent[] => {
  switch (event.type) {
    case 'started':
      return [
        { ...event, directory: '/home/me/runs/1', dataset: { ...event.dataset, source: 'the cache' } },
        ...keptApart(0),
      ];
    case 'epoch':
      return [event, ...keptApart(event.epoch)];
    case 'batch':
    case 'breakdown':
    case 'collapse':
    case 'weights':
    case 'finished':
      return [event];
    default:
      return [];
  }
});
writeFileSync(file, replayed.map((event) => encodeLine(event) + '\n').join(''));

/** A network without a transformer has no thetas. */
function keptApart(epoch: number): TrainerEvent[] {
  const name = `epoch-${String(epoch).padStart(4, '0')}.json`;
  return ['samples', 'thetas']
    .map((folder) => path.join(directory, folder, name))
    .filter((file) => existsSync(file))
    .map((file) => decodeLine(readFileSync(file, 'utf8')) as TrainerEvent);
}
