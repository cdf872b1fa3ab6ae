import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/shared/messages';
import type { TrainerEvent, TrainerEventOf } from '../../src/shared/trainerProtocol';
import { eventsOf, newRunDirectory, runCommand, startCommand } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';

const tiny = ['--data', learnableFolder(), '--set', 'dataset=idx', '--set', 'engine=wasm'];
const settings = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);

async function trainOneEpoch(...pairs: string[]) {
  const directory = newRunDirectory();
  const args = [...tiny, ...settings('epochs=1', ...pairs), '--json', '--out', directory];
  const { code, stdout, stderr } = await runCommand('train', args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const events = eventsOf(stdout);
  const first = <T extends TrainerEvent['type']>(type: T): TrainerEventOf<T> => {
    const found = events.find((event): event is TrainerEventOf<T> => event.type === type);
    if (!found) throw new Error(`There was no "${type}" event.`);
    return found;
  };
  const thetas = decodeLine(readFileSync(join(directory, 'thetas/epoch-0001.json'), 'utf8'));
  return {
    ...{ directory, started: first('started'), samples: first('samples'), test: first('epoch').test },
    thetas: thetas as TrainerEventOf<'thetas'>,
  };
}

describe('a run on distorted digits', () => {
  it.each([
    ['R', 28],
    ['RTS', 42],
    ['P', 28],
    ['E', 28],
    ['translated', 60],
    ['TC', 60],
  ])('trains on %s, shows them, and tells how they were distorted', async (kind, edge) => {
    const { started, samples, thetas } = await trainOneEpoch(`distortion.kind=${kind}`);
    expect(started.dataset.size).toEqual({ height: edge, width: edge, channels: 1 });
    expect(samples.inputs).toHaveLength(samples.digits.length * edge ** 2);
    expect(samples.inputs.some((pixel) => pixel > 200)).toBe(true);
    expect(thetas.poses).toHaveLength(thetas.indices.length);
    expect(new Set(thetas.poses?.map(String)).size).toBeGreaterThan(30);
  });

  it('adds two digits in two channels', async () => {
    const { started, samples, thetas } = await trainOneEpoch('task=addition', 'distortion.kind=RTS');
    expect(started.dataset.size.channels).toBe(2);
    expect(started.dataset.classNames).toHaveLength(19);
    expect(samples.inputs).toHaveLength(samples.digits.length * 2 * 42 ** 2);
    expect(thetas.poses).toBeNull();
  });

  it('sees the same test digits whatever the threads, in training and when it is evaluated', async () => {
    const runs = [];
    for (const threads of [1, 6]) {
      const { directory, test } = await trainOneEpoch('distortion.kind=R', `threads=${threads}`);
      const { stdout } = await runCommand('evaluate', [directory, '--json']);
      expect(JSON.parse(stdout)).toEqual(test);
      runs.push(readFileSync(join(directory, 'samples/epoch-0000.json'), 'utf8'));
    }
    expect(runs[1]).toBe(runs[0]);
  });

  it('stops at once and leaves nothing behind', async () => {
    const directory = newRunDirectory();
    const args = [...tiny, ...settings('epochs=10000', 'distortion.kind=TC'), '--json', '--out', directory];
    const running = startCommand('train', args);
    await running.shows('"type":"batch"');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: 'finished', outcome: 'stopped' });
  });

  it('is refused where digits would be cut off', async () => {
    const args = [...tiny, ...settings('distortion.kind=RTS', 'distortion.size=28')];
    const { code, stderr } = await runCommand('train', [...args, '--out', newRunDirectory()]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^stn\.distortion\.size 28 can’t hold digits as large as stn\.distortion\.kind "RTS"/,
    );
  });
});
