import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/shared/config';
import type { ReportedRun } from '../../../src/shared/reportedRun';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { writePairReports } from '../../../src/trainer/run/pairReports';
import { readForReport } from '../../../src/trainer/run/readForReport';
import { RunFolder } from '../../../src/trainer/run/runFolder';
import { epoch, samples, started } from '../host/events';

const finished: TrainerEventOf<'finished'> = {
  ...{ type: 'finished', outcome: 'completed', epochs: 2, seconds: 3, report: 'report.html' },
};
const failed: TrainerEventOf<'failed'> = { type: 'failed', message: 'The disk is full.' };

let runs: string;
let warnings: string[];
const folders: RunFolder[] = [];

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'stn-pair-reports-'));
  warnings = [];
});
afterEach(() => {
  for (const folder of folders.splice(0)) folder.close();
  rmSync(runs, { recursive: true });
});

function trained(name: string, epochs: number): RunFolder {
  const folder = RunFolder.create(join(runs, name));
  folders.push(folder);
  folder.writeConfig(defaultConfig());
  folder.record(started(folder.directory));
  for (let number = 0; number <= epochs; number++) {
    if (number > 0) folder.record(epoch(number));
    folder.record(samples(number));
  }
  return folder;
}

interface Page {
  readonly own: readonly [name: string, epochs: number, samples: number];
  readonly other: readonly [name: string, epochs: number, samples: number] | null;
}

function pageOf({ other, ...run }: ReportedRun): string {
  const told = ({ started: { directory }, epochs, samples: digits }: ReportedRun) =>
    [directory.slice(runs.length + 1), epochs.length, digits.length] as const;
  const page: Page = { own: told(run), other: other ? told(other) : null };
  return JSON.stringify(page);
}

function pageIn(name: string): Page {
  return JSON.parse(readFileSync(join(runs, name, 'report.html'), 'utf8')) as Page;
}

async function end(folder: RunFolder, other: string, page = pageOf): Promise<string> {
  const warn = (sentence: string): void => void warnings.push(sentence);
  const run = { ...(await readForReport(folder.directory, warn)), end: finished };
  return await writePairReports(folder, run, join(runs, other), page, warn);
}

describe('the reports of a pair', () => {
  it('show the other run as far as it is, and both when both have ended', async () => {
    const [main, twin] = [trained('main', 2), trained('twin', 1)];
    expect(await end(main, 'twin')).toBe('report.html');
    main.record(finished);
    expect(pageIn('main')).toEqual({ own: ['main', 2, 3], other: ['twin', 1, 0] });
    twin.record(epoch(2));
    await end(twin, 'main');
    expect(pageIn('twin')).toEqual({ own: ['twin', 2, 2], other: ['main', 2, 0] });
    expect(pageIn('main')).toEqual({ own: ['main', 2, 3], other: ['twin', 2, 0] });
    expect(warnings).toEqual([]);
  });

  it('are whole where the other run ends while this one’s is written', async () => {
    const [main, twin] = [trained('main', 2), trained('twin', 1)];
    let pages = 0;
    await end(main, 'twin', (run) => {
      const page = pageOf(run);
      if (++pages === 1) {
        twin.record(epoch(2));
        twin.record(finished);
      }
      return page;
    });
    expect(pageIn('main')).toEqual({ own: ['main', 2, 3], other: ['twin', 2, 0] });
    expect(pageIn('twin')).toEqual({ own: ['twin', 2, 2], other: ['main', 2, 0] });
  });

  it('leave a run that failed without one, and show it all the same', async () => {
    const [main, twin] = [trained('main', 2), trained('twin', 1)];
    twin.record(failed);
    await end(main, 'twin');
    expect(pageIn('main').other).toEqual(['twin', 1, 0]);
    expect(() => pageIn('twin')).toThrow(/ENOENT/);
  });

  it('go without a run whose folder can’t be read, and say so', async () => {
    const main = trained('main', 2);
    await end(main, 'gone');
    expect(pageIn('main').other).toBeNull();
    expect(warnings).toEqual([
      expect.stringMatching(/^The report leaves out the run beside this one, in .*gone: /),
    ]);
  });
});
