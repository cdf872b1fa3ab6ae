/**
 * Entry of the trainer process, told by IPC messages and telling by them. Training has a thread of its own; this one
 * answers what is asked about the network, at once, with weights that training hands out or has saved.
 */
import { join } from 'node:path';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { messageOf } from '../shared/messageOf';
import { largestMessage, parseMessage } from '../shared/messages';
import { Outbox, roomForEvent } from '../shared/outbox';
import { trainerCommandSchema, type TrainerCommand } from '../shared/trainerCommands';
import { protocolVersion, type TrainerEvent } from '../shared/trainerProtocol';
import { Inquiries } from './inquiries/inquiries';
import type { Moment } from './inquiries/moment';
import { failureEvent } from './failureEvent';
import type { ThreadNews, ThreadOrder } from './threadMessages';
import { UserError } from './userError';

/** Milliseconds for the batch at work: long before whoever ends this process loses patience. */
const endPatience = 1000;

const outbox = new Outbox<TrainerEvent>(
  (event, done) => process.send?.(event, undefined, {}, done),
  roomForEvent,
);
// TensorFlow reads its settings from the process's own environment.
const thread = new Worker(join(__dirname, 'training.js'), { env: SHARE_ENV });
const inquiries = new Inquiries(send, takeMoment);
/** Who waits for weights: answered in turn. */
const waiting: ((moment: Moment | null) => void)[] = [];
let isFailing = false;
let endCode = 0;

function send(event: TrainerEvent): void {
  // Without a channel there is nobody left to tell; `disconnect` ends the process.
  if (process.connected) outbox.send(event);
}

function order(message: ThreadOrder): void {
  thread.postMessage(message);
}

async function takeMoment(): Promise<Moment> {
  const moment = await new Promise<Moment | null>((resolve) => {
    waiting.push(resolve);
    order({ type: 'moment' });
  });
  if (!moment) throw new UserError('The network was closed meanwhile: ask again.');
  return moment;
}

function obey(command: TrainerCommand): void {
  switch (command.type) {
    case 'inspect':
      void inquiries.inspect(command.request, command.index, command.epoch);
      break;
    case 'look':
      void inquiries.look(command.request, command.image, command.epoch);
      break;
    case 'query':
      void inquiries.query(command.request, command.query, command.epoch);
      break;
    default:
      order({ type: 'command', command });
      break;
  }
}

function hear(news: ThreadNews): void {
  switch (news.type) {
    case 'event':
      inquiries.follow(news.event);
      send(news.event);
      break;
    case 'loaded':
      inquiries.begin(news.subject ?? undefined);
      break;
    case 'moment':
      waiting.shift()?.(news.moment);
      break;
  }
}

/** Lets the thread end what it writes, and give its folder back. */
function end(code: number): void {
  endCode = code;
  order({ type: 'end' });
  setTimeout(() => process.exit(code), endPatience);
}

function fail(error: Error): void {
  isFailing = true;
  process.send?.(failureEvent(error), undefined, {}, () => process.exit(1));
}

thread.on('message', hear);
thread.on('error', fail);
thread.on('exit', (code) => {
  if (!isFailing) process.exit(endCode || code);
});
process.on('message', (message) => {
  try {
    obey(parseMessage(trainerCommandSchema, message, 'the trainer’s owner', largestMessage.request));
  } catch (error) {
    send({ type: 'log', level: 'error', message: messageOf(error) });
  }
});
// The owner is gone, however it went: nothing of its outlives it.
process.on('disconnect', () => end(0));
process.on('SIGTERM', () => end(143));
// Ctrl-C in a terminal reaches the whole group; the owner decides what it means.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', fail);

send({ type: 'ready', protocol: protocolVersion, pid: process.pid, node: process.version });
