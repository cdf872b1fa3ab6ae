/**
 * A trainer that computes nothing and misbehaves as it is told by STN_FAKE_TRAINER, several words apart by spaces.
 * A word that begins with `twin-` is for a run without a transformer alone, one that does not for all others.
 * Bundled and forked by the tests, so that what they see is what a real process does.
 */
import { protocolVersion } from '../../../src/shared/trainerProtocol';
import type { Config } from '../../../src/shared/config';
import { batch, benchmark, epoch, inspection, samples, started } from './events';

const words = new Set((process.env.STN_FAKE_TRAINER ?? '').split(' '));
const send = (message: object): void => void process.send?.(message);

process.on('disconnect', () => process.exit());
// Even one that heeds no signal must not survive.
if (words.has('stubborn')) process.on('SIGTERM', () => undefined);

interface Message {
  readonly type: string;
  readonly request: number;
  readonly index: number;
  readonly image: Uint8Array;
  readonly runDirectory: string;
  readonly config: Config;
}

process.on('message', (message: Message) => {
  switch (message.type) {
    case 'start':
      run(message.runDirectory, message.config);
      break;
    case 'resume':
      if (words.has('unresumable')) send({ type: 'failed', message: 'There is no checkpoint.' });
      else send({ type: 'resumed', time: '2026-11-22T12:00:00.000Z', epoch: 0, batch: 5 });
      break;
    case 'stop':
      if (!words.has('deaf')) {
        send({ type: 'finished', outcome: 'stopped', epochs: 1, seconds: 1, report: null });
      }
      break;
    case 'pause':
      send({ type: 'steering', state: 'paused', stopsAfterEpoch: false });
      break;
    case 'open':
      if (words.has('unopenable')) send({ type: 'failed', message: 'There is no run.' });
      else send({ type: 'opened', directory: message.runDirectory, epoch: 1, batch: 0 });
      break;
    case 'inspect':
      if (words.has('silent-inspector')) return;
      if (words.has('dies-inspecting')) process.exit(7);
      if (message.index === 13) {
        send({ type: 'requestFailed', request: message.request, message: 'Not that one.' });
      } else send(inspection(message.request, message.index));
      break;
    case 'look':
      send({ ...inspection(message.request, 0), index: null, label: null, input: message.image });
      break;
    case 'query':
      send({
        ...{ type: 'answer', request: message.request },
        answer: { kind: 'resample', output: Uint8Array.of(1, 2, 3, 4), logProbabilities: [[-1, -0.5]] },
      });
      break;
    case 'benchmark':
      console.log(`pid ${process.pid}`);
      send({ type: 'preparing', message: 'Timing wasm', fraction: 0.5 });
      if (words.has('silent-benchmark')) return;
      if (words.has('fails')) {
        send({ type: 'requestFailed', request: message.request, message: 'There is no such network.' });
      } else send(benchmark(message.request));
      break;
  }
});

function run(directory: string, config: Config): void {
  const prefix = config.transformer.kind === 'none' ? 'twin-' : '';
  const has = (word: string): boolean => words.has(prefix + word);
  send({ type: 'preparing', message: 'Reading digits', fraction: 0.5 });
  if (has('fails')) {
    send({ type: 'failed', message: 'The data directory is a file.', detail: 'a stack' });
    return;
  }
  send(started(directory, config));
  send(samples(0));
  if (has('malformed')) {
    send({ type: 'epoch', epoch: 'one' });
    send({ type: 'nonsense' });
    send({ hello: 'world' });
  }
  send(batch(1, 0));
  send(epoch(1));
  send(samples(1));
  if (has('exits')) {
    // At once: what was sent before must arrive all the same.
    process.exitCode = 3;
    process.disconnect();
  } else if (has('killed')) {
    process.kill(process.pid, 'SIGKILL');
  } else if (has('finishes')) {
    send({ type: 'finished', outcome: 'completed', epochs: 1, seconds: 1, report: 'report.html' });
  }
}

console.log('fake trainer says hello');
console.error('and complains');
if (words.has('early-death')) process.exit(5);
if (!words.has('mute')) {
  const protocol = words.has('other-protocol') ? protocolVersion + 1 : protocolVersion;
  send({ type: 'ready', protocol, pid: process.pid, node: process.version });
}
