import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainerEvent, TrainerEventOf } from '../../src/shared/trainerProtocol';
import { isTensorflowAvailable } from '../../src/trainer/engines/tensorflow/load';
import { eventsOf, newRunDirectory, runCommand, startCommand } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';

const data = learnableFolder();
const tiny = ['--data', data, '--set', 'dataset=idx', '--set', 'epochs=2', '--set', 'sampledDigits=10'];

function ofType<T extends TrainerEvent['type']>(events: TrainerEvent[], type: T): TrainerEventOf<T>[] {
  return events.filter((event): event is TrainerEventOf<T> => event.type === type);
}

describe('npm run train', () => {
  it('trains into a run folder and tells of it by events alone with --json', async () => {
    const directory = newRunDirectory();
    const { code, stdout, stderr } = await runCommand('train', [...tiny, '--json', '--out', directory]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const events = eventsOf(stdout);
    expect(ofType(events, 'started')).toHaveLength(1);
    expect(ofType(events, 'epoch').map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(ofType(events, 'samples').map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'completed', epochs: 2 });

    const recorded = eventsOf(readFileSync(join(directory, 'events.jsonl'), 'utf8'));
    expect(recorded).toEqual(events.filter(({ type }) => !['samples', 'thetas', 'preparing'].includes(type)));
    expect(ofType(events, 'thetas').map(({ epoch, indices }) => [epoch, indices.length])).toEqual([
      [0, 200],
      [1, 200],
      [2, 200],
    ]);
    const [, , { confusion, poses }] = ofType(events, 'breakdown');
    expect(confusion.map((row) => row.reduce((sum, count) => sum + count))).toEqual(new Array(10).fill(20));
    const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
    expect(right).toBe(ofType(events, 'epoch')[1].test.correct);
    expect(poses).toHaveLength(1);
    for (const file of [
      'config.json',
      'samples/epoch-0002.json',
      'thetas/epoch-0002.json',
      'gallery/epoch-0002.json',
      'alignment/epoch-0002.json',
      'weights/epoch-0002/weights.bin',
    ]) {
      expect(existsSync(join(directory, file))).toBe(true);
    }
    const report = readFileSync(join(directory, 'report.html'), 'utf8');
    expect(report).toContain('id="run"');
    expect(report).not.toMatch(/(src|href)="?https?:/);

    const evaluated = await runCommand('evaluate', [directory, '--json']);
    const { test } = ofType(events, 'epoch')[1];
    expect(JSON.parse(evaluated.stdout)).toEqual(test);
    expect(evaluated.code).toBe(0);
  });

  it('gives the same run for the same seed, bit for bit, and another for another', async () => {
    const runs = await Promise.all(
      ['1', '1', '2'].map(async (seed) => {
        const directory = newRunDirectory();
        const { code } = await runCommand('train', [...tiny, '--set', `seed=${seed}`, '--out', directory]);
        expect(code).toBe(0);
        return readFileSync(join(directory, 'weights/epoch-0002/weights.bin'));
      }),
    );
    expect(runs[1].equals(runs[0])).toBe(true);
    expect(runs[2].equals(runs[0])).toBe(false);
  });

  it('takes the fastest engine, times engines once, and trains the same whether it did or not', async () => {
    const environment = { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'stn-cache-')) };
    const runs = [];
    for (let run = 0; run < 2; run++) {
      const directory = newRunDirectory();
      const settings = ['--set', 'epochs=1', '--set', 'optimizer=adam', '--set', 'learningRate=0.001'];
      const args = [...tiny, ...settings, '--json', '--out', directory];
      const { stdout, stderr } = await runCommand('train', args, environment);
      expect(stderr).toBe('');
      const [{ engine }] = ofType(eventsOf(stdout), 'started');
      runs.push({ engine, weights: readFileSync(join(directory, 'weights/epoch-0001/weights.bin')) });
    }
    const [first, second] = runs;
    expect(first.engine.name).toBe('wasm');
    expect(first.engine.reason).toMatch(
      isTensorflowAvailable(['.'])
        ? /^fastest here: [\d,.]+ images\/s against [\d,.]+ of tensorflow, measured just now$/
        : /^the only engine installed here$/,
    );
    expect(second.engine.reason).toBe(first.engine.reason.replace('just now', 'before'));
    expect(second.weights.equals(first.weights)).toBe(true);
  });

  it('logs the tutorial’s two lines', async () => {
    const { stdout } = await runCommand('train', [...tiny, '--set', 'epochs=1', '--out', newRunDirectory()]);
    expect(stdout).toMatch(/^Train Epoch: 1 \[0\/640 \(0%\)\] Loss: \d\.\d{6}$/m);
    expect(stdout).toMatch(/^Test set: Average loss: \d\.\d{4}, Accuracy: \d+\/200 \(\d+%\)$/m);
  });

  it('saves what was learned when it is interrupted', async () => {
    const directory = newRunDirectory();
    const running = startCommand('train', [...tiny, '--set', 'epochs=10000', '--json', '--out', directory]);
    await running.shows('"type":"epoch"');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(eventsOf(stdout).at(-1)).toMatchObject({
      type: 'finished',
      outcome: 'stopped',
      report: 'report.html',
    });
    expect((await runCommand('evaluate', [directory, '--json'])).code).toBe(0);
  });
});

describe('a preset', () => {
  it('is one of those that --list-presets names', async () => {
    const { code, stdout, stderr } = await runCommand('train', ['--list-presets']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}tutorial +The PyTorch tutorial, exactly$/m);
    expect(stdout).toMatch(/^ {2}paper-rts-st-cnn-affine +ST-CNN affine on .* published error 0\.5 %$/m);
  });

  it('decides what --set leaves open', async () => {
    const args = ['--preset', 'best-mnist', ...tiny, '--set', 'classifier.filters=[4,6]', '--json'];
    const useless = ['--set', 'schedule.factor=0.5'];
    const { code, stdout } = await runCommand('train', [...args, ...useless, '--out', newRunDirectory()]);
    expect(code).toBe(0);
    const events = eventsOf(stdout);
    const [{ config }] = ofType(events, 'started');
    expect(config).toMatchObject({
      ...{ epochs: 2, optimizer: 'nesterov', dataset: 'idx' },
      classifier: { filters: [4, 6], hidden: [256] },
      schedule: { kind: 'cosine', warmUp: 0.5 },
    });
    expect(ofType(events, 'log')).toContainEqual({
      type: 'log',
      level: 'warning',
      message: 'stn.schedule.factor changes nothing, since stn.schedule.kind is "cosine" and not "step".',
    });
    // The last batch of a cosine over 2 epochs of 10 batches.
    const rates = ofType(events, 'epoch').map(({ learningRate }) => learningRate);
    expect(rates[1]).toBeCloseTo((0.02 * (1 + Math.cos((Math.PI * 19) / 20))) / 2, 9);
  });
});

describe('early stop', () => {
  it('completes a run that gets no better, and says so', async () => {
    const directory = newRunDirectory();
    const settings = ['--set', 'epochs=9', '--set', 'earlyStop=1', '--set', 'learningRate=0.000001'];
    // What is never learned anew can't get better: a rate of nothing after the first epoch.
    const frozen = [
      '--set',
      'schedule.kind=step',
      '--set',
      'schedule.epochs=1',
      '--set',
      'schedule.factor=0.001',
    ];
    const { code, stdout } = await runCommand('train', [...tiny, ...settings, ...frozen, '--out', directory]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Stopped early after epoch (\d): 1 epoch brought no lower test loss than epoch \d \(\d\.\d{4}\)\.$/m,
    );
    const events = eventsOf(readFileSync(join(directory, 'events.jsonl'), 'utf8'));
    const [end] = ofType(events, 'finished');
    expect(end.outcome).toBe('completed');
    expect(end.epochs).toBe(ofType(events, 'epoch').length);
    expect(end.epochs).toBeLessThan(9);
  });
});

describe('the collapse watch', () => {
  const hasty = [
    '--set',
    'localization.learningRateFactor=100',
    '--set',
    'epochs=3',
    '--set',
    'learningRate=0.05',
  ];

  it('tells of a collapse once, in the terminal and in the run folder', async () => {
    const directory = newRunDirectory();
    const { code, stdout } = await runCommand('train', [...tiny, ...hasty, '--out', directory]);
    expect(code).toBe(0);
    const collapses = ofType(eventsOf(readFileSync(join(directory, 'events.jsonl'), 'utf8')), 'collapse');
    expect(collapses.length).toBeGreaterThan(0);
    expect(new Set(collapses.map(({ finding }) => finding)).size).toBe(collapses.length);
    for (const { message, advice } of collapses) expect(stdout.split('\n')).toContain(`${message} ${advice}`);
  });

  it('is silent where it is off', async () => {
    const args = [...tiny, ...hasty, '--set', 'collapseWatch=false', '--json', '--out', newRunDirectory()];
    const { stdout } = await runCommand('train', args);
    expect(ofType(eventsOf(stdout), 'collapse')).toEqual([]);
  });
});

describe('bad input', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'stn-bad-')), 'file');
  writeFileSync(file, '{"batchSize": 0, ');

  it.each([
    [['--set', 'epohcs=2'], /^--set: there is no setting "epohcs"; there are dataset, /],
    [['--set', 'epochs'], /^--set needs key=value, but got "epochs"\./],
    [['--set', 'epochs=0'], /^stn\.epochs must be a whole number from 1 to 10000, but is 0\./],
    [['--set', 'sampler.mode=cubic'], /^stn\.sampler\.mode must be one of .*, but is "cubic"\./],
    [['--preset', 'best'], /^--preset: there is no preset "best"; --list-presets names them all\./],
    [['--data', file], /^--data must name a folder, but .* is none\./],
    [['--config', file], /^--config: .* can't be read as JSON/],
    [['--frobnicate'], /^Unknown option '--frobnicate'/],
  ])('in %j ends with 2 and a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runCommand('train', [...args, '--out', newRunDirectory()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).toContain('Usage: npm run train');
  });

  it('in the data or the run folder ends with 1 and a sentence', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'stn-empty-'));
    const noData = await runCommand('train', ['--data', empty, '--out', newRunDirectory()]);
    expect(noData.code).toBe(1);
    expect(noData.stderr.trim().split('\n')).toHaveLength(1);
    expect(noData.stderr).toContain(empty);

    const noFolder = await runCommand('train', [...tiny, '--out', join(file, 'run')]);
    expect(noFolder.code).toBe(1);
    expect(noFolder.stderr).toMatch(/^The run folder .* can't be written \(it is a file, not a folder\)/);

    const shape = await runCommand('train', [
      ...tiny,
      '--set',
      'classifier.filters=[4,4,4]',
      '--set',
      'classifier.kernels=[9,9,9]',
      '--out',
      newRunDirectory(),
    ]);
    expect(shape.code).toBe(2);
    expect(shape.stderr).toMatch(
      /^stn\.classifier\.kernels \[9,9,9\] does not fit images of 28×28 .*classifier\.convolution3/,
    );
  });

  it('of a diverging run ends with the batch and what to do', async () => {
    const { code, stderr } = await runCommand('train', [
      ...tiny,
      '--set',
      'learningRate=10',
      '--set',
      'batchSize=1',
      '--out',
      newRunDirectory(),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The loss became (NaN|Infinity) in epoch \d+, batch \d+: .*lower stn\.learningRate/,
    );
  });

  it('to evaluate is refused alike', async () => {
    expect(await runCommand('evaluate', [])).toMatchObject({ code: 2, stdout: '' });
    expect(await runCommand('evaluate', [file])).toMatchObject({ code: 2 });
    const { code, stderr } = await runCommand('evaluate', [tmpdir()]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/is no run folder of STN Lab/);
  });
});
