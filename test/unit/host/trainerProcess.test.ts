import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/host/fault';
import { TrainerProcess, type TrainerTimeouts } from '../../../src/host/training/trainerProcess';
import { defaultConfig } from '../../../src/shared/config';
import { protocolVersion, type TrainerEvent } from '../../../src/shared/trainerProtocol';
import { behave, fakeTrainer, faultOf, isAlive, shortTimeouts, until } from './forkFake';

const { folder, script } = fakeTrainer();
const places = { cacheDirectory: '', tensorflowDirectory: '' };
const made: TrainerProcess[] = [];

afterEach(async () => {
  for (const trainer of made.splice(0)) {
    trainer.dispose();
    await trainer.ended;
  }
});

function launch(timeouts: Partial<TrainerTimeouts> = {}, nodePath = '') {
  const seen = {
    events: [] as TrainerEvent[],
    malformed: [] as string[],
    output: [] as string[],
    deaths: [] as Fault[],
  };
  const trainer = new TrainerProcess({
    script,
    nodePath,
    timeouts: { ...shortTimeouts, ...timeouts },
    onEvent: (event) => seen.events.push(event),
    onMalformed: (sentence) => seen.malformed.push(sentence),
    onOutput: (stream, line) => seen.output.push(`${stream}: ${line}`),
    onDeath: (fault) => seen.deaths.push(fault),
  });
  made.push(trainer);
  return { trainer, seen, types: () => seen.events.map(({ type }) => type) };
}

describe('the handshake', () => {
  it('makes a process that is ready, and whose output is heard line by line', async () => {
    behave('');
    const { trainer, seen } = launch();
    await trainer.ready;
    expect(trainer.isReady).toBe(true);
    expect(isAlive(trainer.pid)).toBe(true);
    await until(() => seen.output.length === 2);
    expect(seen.output.sort()).toEqual(['stderr: and complains', 'stdout: fake trainer says hello']);
  });

  it('times out on a process that says nothing, and ends it', async () => {
    behave('mute');
    const { trainer, seen } = launch({ handshake: 600 });
    const { pid } = trainer;
    expect(await faultOf(trainer.ready)).toEqual({ kind: 'noHandshake', seconds: 0.6 });
    await trainer.ended;
    expect(isAlive(pid)).toBe(false);
    expect(seen.deaths).toEqual([]);
  });

  it('refuses another protocol', async () => {
    behave('other-protocol');
    const { trainer } = launch();
    expect(await faultOf(trainer.ready)).toEqual({
      kind: 'wrongProtocol',
      theirs: protocolVersion + 1,
      ours: protocolVersion,
    });
    await trainer.ended;
    expect(trainer.pid).toBeUndefined();
  });

  it('tells with what code a process ended before it', async () => {
    behave('early-death');
    const { trainer } = launch();
    expect(await faultOf(trainer.ready)).toEqual({ kind: 'died', code: 5, signal: null });
    await trainer.ended;
  });

  it('ends when disposed of meanwhile', async () => {
    behave('mute');
    const { trainer } = launch();
    const { pid } = trainer;
    trainer.dispose();
    expect(await faultOf(trainer.ready)).toEqual({ kind: 'released' });
    await trainer.ended;
    expect(isAlive(pid)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('another Node.js', () => {
  function program(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it('runs the trainer', async () => {
    behave('');
    const { trainer } = launch({}, process.execPath);
    await trainer.ready;
    expect(isAlive(trainer.pid)).toBe(true);
  });

  it('must exist', async () => {
    const nodePath = join(folder, 'no-such-node');
    const { trainer } = launch({}, nodePath);
    expect(await faultOf(trainer.ready)).toEqual({
      kind: 'nodeNotFound',
      program: nodePath,
      reason: 'ENOENT',
    });
    await trainer.ended;
  });

  it('must be a Node.js', async () => {
    const nodePath = program('no-node', 'echo I am a shell; exit 1');
    const { trainer } = launch({}, nodePath);
    expect(await faultOf(trainer.ready)).toEqual({ kind: 'notNode', program: nodePath });
    await trainer.ended;
  });

  it('must be new enough', async () => {
    const nodePath = program('old-node', 'echo v18.20.4');
    const { trainer } = launch({}, nodePath);
    expect(await faultOf(trainer.ready)).toEqual({
      kind: 'nodeTooOld',
      program: nodePath,
      version: 'v18.20.4',
      oldest: 20,
    });
    await trainer.ended;
  });
});

describe('a run', () => {
  it('is told by its events, in order, with pixels of their own', async () => {
    behave('finishes');
    const { trainer, seen, types } = launch();
    await trainer.ready;
    trainer.start(defaultConfig(), folder, places);
    await until(() => types().includes('finished'));
    expect(types()).toEqual(['preparing', 'started', 'samples', 'batch', 'epoch', 'samples', 'finished']);
    const samples = seen.events.findLast((event) => event.type === 'samples');
    expect(samples?.inputs).toEqual(Uint8Array.of(0, 128, 255, 1));
    expect(samples?.inputs.buffer.byteLength).toBe(4);
    expect(isAlive(trainer.pid)).toBe(true);
  });

  it('leaves malformed messages out, with a sentence each', async () => {
    behave('malformed finishes');
    const { trainer, seen, types } = launch();
    await trainer.ready;
    trainer.start(defaultConfig(), folder, places);
    await until(() => types().includes('finished'));
    expect(types().filter((type) => type === 'epoch')).toHaveLength(1);
    expect(seen.malformed).toHaveLength(3);
    expect(seen.malformed[0]).toMatch(/^A malformed "epoch" message came from the trainer.*epoch/);
    expect(seen.malformed[1]).toMatch(/"nonsense"/);
    expect(seen.malformed[2]).toMatch(/without a type/);
  });

  it('tells the exit code of a process that ends in it, after its last message', async () => {
    behave('exits');
    const { trainer, seen, types } = launch();
    await trainer.ready;
    trainer.start(defaultConfig(), folder, places);
    await trainer.ended;
    expect(seen.deaths).toEqual([{ kind: 'died', code: 3, signal: null }]);
    expect(types()).toContain('samples');
    expect(types().at(-1)).toBe('samples');
    expect(trainer.isReady).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('tells the signal of a process that is killed', async () => {
    behave('killed');
    const { trainer, seen } = launch();
    await trainer.ready;
    trainer.start(defaultConfig(), folder, places);
    await trainer.ended;
    expect(seen.deaths).toEqual([{ kind: 'died', code: null, signal: 'SIGKILL' }]);
  });
});

describe('stop', () => {
  it('waits for the end of the run', async () => {
    behave('');
    const { trainer, types } = launch();
    await trainer.ready;
    trainer.start(defaultConfig(), folder, places);
    expect(await trainer.stop()).toBe('answered');
    expect(types().at(-1)).toBe('finished');
    expect(isAlive(trainer.pid)).toBe(true);
  });

  it('kills a process that does not answer and heeds no signal, and calls that no death', async () => {
    behave('deaf stubborn');
    const { trainer, seen } = launch({ stop: 300 });
    await trainer.ready;
    const { pid } = trainer;
    trainer.start(defaultConfig(), folder, places);
    const both = await Promise.all([trainer.stop(), trainer.stop()]);
    expect(both).toEqual(['killed', 'killed']);
    expect(isAlive(pid)).toBe(false);
    expect(seen.deaths).toEqual([]);
  });

  it('is answered at once where no process is left', async () => {
    behave('exits');
    const { trainer } = launch();
    await trainer.ready;
    trainer.start(defaultConfig(), folder, places);
    await trainer.ended;
    expect(await trainer.stop()).toBe('died');
  });
});

describe('inspection', () => {
  it('answers each request with its own digit', async () => {
    behave('');
    const { trainer, seen } = launch();
    await trainer.ready;
    const [one, two] = await Promise.all([trainer.inspect(1), trainer.inspect(2)]);
    expect([one.index, two.index]).toEqual([1, 2]);
    expect(one.input.buffer.byteLength).toBe(4);
    expect(seen.events).toEqual([]);
  });

  it('rejects with the trainer’s own sentence', async () => {
    behave('');
    const { trainer } = launch();
    await trainer.ready;
    expect(await faultOf(trainer.inspect(13))).toEqual({ kind: 'refused', message: 'Not that one.' });
  });

  it('times out', async () => {
    behave('silent-inspector');
    const { trainer } = launch({ request: 200 });
    await trainer.ready;
    expect(await faultOf(trainer.inspect(1))).toEqual({ kind: 'noAnswer', seconds: 0.2 });
  });

  it('rejects when the process dies', async () => {
    behave('dies-inspecting');
    const { trainer, seen } = launch();
    await trainer.ready;
    expect(await faultOf(trainer.inspect(1))).toEqual({ kind: 'died', code: 7, signal: null });
    expect(seen.deaths).toHaveLength(1);
  });

  it('rejects when the process is disposed of', async () => {
    behave('silent-inspector');
    const { trainer } = launch();
    await trainer.ready;
    const inspection = faultOf(trainer.inspect(1));
    trainer.dispose();
    expect(await inspection).toEqual({ kind: 'released' });
  });
});

describe('opening a run', () => {
  it('answers when it is loaded', async () => {
    behave('');
    const { trainer } = launch();
    await trainer.ready;
    expect(await trainer.open(folder, places)).toMatchObject({ type: 'opened', epoch: 1 });
  });

  it('rejects with the trainer’s own sentence, which is no failure of a run', async () => {
    behave('unopenable');
    const { trainer, seen } = launch();
    await trainer.ready;
    expect(await faultOf(trainer.open(folder, places))).toEqual({
      kind: 'refused',
      message: 'There is no run.',
    });
    expect(seen.events).toEqual([]);
  });
});
