import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/shared/config';
import type { EpochFileOf } from '../../../src/shared/epochFiles';
import { epochName } from '../../../src/shared/epochName';
import { readForReport, reportedEpochs } from '../../../src/trainer/run/readForReport';
import { RunFolder } from '../../../src/trainer/run/runFolder';
import { epoch, samples, started, thetas } from '../host/events';

describe('the epochs whose digits a report shows', () => {
  it('are all of a short run', () => {
    expect(reportedEpochs(0)).toEqual([0]);
    expect(reportedEpochs(12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it.each([49, 50, 51, 98, 99, 500, 640, 10_000])('are few of %i, with the first and the last', (last) => {
    const epochs = reportedEpochs(last);
    expect(epochs.length).toBeLessThanOrEqual(51);
    expect(epochs.length).toBeGreaterThan(25);
    expect([epochs[0], epochs.at(-1)]).toEqual([0, last]);
    expect(new Set(epochs).size).toBe(epochs.length);
    const step = epochs[1];
    expect(epochs.slice(0, -1)).toEqual(epochs.slice(0, -1).map((_, at) => at * step));
  });
});

function alignment(number: number): EpochFileOf<'alignment'> {
  const size = { height: 1, width: 1, channels: 1 };
  const pixels = Uint8Array.of(number);
  return {
    ...{ type: 'alignment', epoch: number, digits: 1, inputSize: size, outputSize: size },
    ...{ meansBefore: pixels, deviationsBefore: pixels, meansAfter: pixels, deviationsAfter: pixels },
  };
}

describe('a run that is read back for its report', () => {
  const last = 120;
  let directory: string;
  let warnings: string[];
  const read = () => readForReport(directory, (sentence) => warnings.push(sentence));

  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'stn-report-')), 'run');
    warnings = [];
    const folder = RunFolder.create(directory);
    folder.writeConfig(defaultConfig());
    folder.record(started('elsewhere'));
    for (let number = 0; number <= last; number++) {
      if (number > 0) folder.record(epoch(number));
      folder.record(samples(number));
      folder.record(thetas(number));
      folder.writeEpochFile(alignment(number));
    }
    folder.close();
  });

  it('has every epoch’s numbers, some epochs’ digits, the last thetas and mean images', async () => {
    const history = await read();
    expect(history.started.directory).toBe(directory);
    expect(history.epochs).toHaveLength(last);
    expect(history.samples).toEqual(reportedEpochs(last).map(samples));
    expect(history.thetas).toEqual(thetas(last));
    expect(history.alignment).toEqual(alignment(last));
    expect(warnings).toEqual([]);
  });

  it('goes without what is damaged, and says so', async () => {
    writeFileSync(join(directory, 'samples', `${epochName(3)}.json`), '{"type":"samples"');
    rmSync(join(directory, 'thetas'), { recursive: true });
    writeFileSync(join(directory, 'alignment', `${epochName(last)}.json`), '{"type":"alignment"}');
    const history = await read();
    expect(history.samples.map((event) => event.epoch)).toEqual(
      reportedEpochs(last).filter((at) => at !== 3),
    );
    expect(history).not.toHaveProperty('thetas');
    expect(history).not.toHaveProperty('alignment');
    expect(warnings).toEqual([
      expect.stringContaining(`${epochName(3)}.json is no JSON`),
      expect.stringMatching(/alignment.*epoch-0120\.json can't be read .* and was left out\.$/),
    ]);
  });

  it('that is gone is an error in words', async () => {
    rmSync(directory, { recursive: true });
    await expect(read()).rejects.toThrow(/ENOENT/);
  });
});
