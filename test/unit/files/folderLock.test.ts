import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lockFolder, lockName } from '../../../src/files/folderLock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stn-lock-'));
});

/** Of a process that was and is no more. */
const gone = String(spawnSync(process.execPath, ['--version']).pid);
const owner = (): string => readFileSync(join(folder, lockName), 'utf8');

describe('the lock of a folder', () => {
  it('keeps others out until it is given back', async () => {
    const unlock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(
      `Another process (${process.pid}) is at work in ${folder}: wait for its end`,
    );
    await unlock();
    await (
      await lockFolder(folder)
    )();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a process that is gone', gone],
    ['nobody', ''],
    ['what is no process', '-1'],
    ['no number', '12 monkeys'],
    ['something endless', '1'.repeat(100_000)],
  ])('is taken over from %s', async (_, content) => {
    writeFileSync(join(folder, lockName), content);
    const unlock = await lockFolder(folder);
    expect(owner()).toBe(String(process.pid));
    await unlock();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is waited for where its number is being written', async () => {
    writeFileSync(join(folder, lockName), '');
    const locking = lockFolder(folder);
    setTimeout(() => writeFileSync(join(folder, lockName), String(process.ppid)), 50);
    await expect(locking).rejects.toThrow(`Another process (${process.ppid}) is at work`);
  });

  it('has one winner among many who find it stale', async () => {
    for (let round = 0; round < 20; round++) {
      writeFileSync(join(folder, lockName), gone);
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
      const winners = all.filter((one) => one.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      await winners[0].value();
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});
