import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { interruptedRuns } from '../../../src/host/runs/interruptedRuns';
import { encodeLine } from '../../../src/shared/messages';
import type { TrainerEvent } from '../../../src/shared/trainerProtocol';
import { startedEvent } from '../../support/events';

const ended = (outcome: 'completed' | 'stopped'): TrainerEvent => ({
  ...{ type: 'finished', outcome, epochs: 1, seconds: 1, report: null },
});
const resumed: TrainerEvent = {
  type: 'resumed',
  time: '2026-11-22T12:00:00.000Z',
  epoch: 0,
  batch: 5,
  changes: [],
};

it('are those that have a checkpoint and are not completed, newest first', async () => {
  const runs = await mkdtemp(join(tmpdir(), 'stn-runs-'));
  const addRun = async (name: string, events: TrainerEvent[], hasCheckpoint = true): Promise<void> => {
    await mkdir(join(runs, name, 'checkpoints'), { recursive: true });
    if (hasCheckpoint) await writeFile(join(runs, name, 'checkpoints', 'checkpoint-000001.bin'), '');
    await writeFile(
      join(runs, name, 'events.jsonl'),
      events.map((event) => encodeLine(event) + '\n').join(''),
    );
  };
  await addRun('2026-01-01T10-00-00', [startedEvent()]);
  await addRun('2026-01-02T10-00-00', [startedEvent(), ended('completed')]);
  await addRun('2026-01-03T10-00-00', [startedEvent(), ended('stopped')]);
  await addRun('2026-01-04T10-00-00', [startedEvent()], false);
  await addRun('2026-01-05T10-00-00', [startedEvent(), { type: 'failed', message: 'The disk is full.' }]);
  await addRun('2026-01-06T10-00-00', [startedEvent(), ended('stopped'), resumed, ended('completed')]);
  await addRun('2026-01-07T10-00-00', []);
  await writeFile(join(runs, 'paper-scoreboard.json'), '{}');
  const found = await interruptedRuns(runs, (sentence) => expect.unreachable(sentence));
  expect(found.map(({ started }) => basename(started.directory))).toEqual([
    '2026-01-05T10-00-00',
    '2026-01-03T10-00-00',
    '2026-01-01T10-00-00',
  ]);
  expect(await interruptedRuns(join(runs, 'nowhere'), () => undefined)).toEqual([]);
});
