/** Entry of the trainer process: a TrainerSession that is told by IPC messages and tells by them. */
import { messageOf } from '../shared/messageOf';
import { largestMessage, parseMessage } from '../shared/messages';
import { Outbox, roomForEvent } from '../shared/outbox';
import {
  protocolVersion,
  trainerCommandSchema,
  type TrainerCommand,
  type TrainerEvent,
} from '../shared/trainerProtocol';
import { failureEvent } from './failureEvent';
import { TrainerSession } from './session';

const outbox = new Outbox<TrainerEvent>(
  (event, done) => process.send?.(event, undefined, {}, done),
  roomForEvent,
);
const session = new TrainerSession(send, __dirname);

function send(event: TrainerEvent): void {
  // Without a channel there is nobody left to tell; `disconnect` ends the process.
  if (process.connected) outbox.send(event);
}

function obey(command: TrainerCommand): void {
  switch (command.type) {
    case 'start':
      void session.start(command.config, command.runDirectory, command.places);
      break;
    case 'resume':
      void session.resume(command.runDirectory, command.places);
      break;
    case 'open':
      void session.open(command.runDirectory, command.places);
      break;
    case 'stop':
      session.stop();
      break;
    case 'pause':
    case 'advance':
    case 'stopAfterEpoch':
    case 'change':
      session.steer(command);
      break;
    case 'inspect':
      session.inquiries.inspect(command.request, command.index);
      break;
    case 'look':
      session.inquiries.look(command.request, command.image);
      break;
    case 'query':
      void session.inquiries.query(command.request, command.query);
      break;
    case 'benchmark':
      void session.benchmark(command.request, command.config, command.places);
      break;
  }
}

function end(code: number): void {
  session.dispose();
  process.exit(code);
}

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
process.on('uncaughtException', (error) => {
  process.send?.(failureEvent(error), undefined, {}, () => end(1));
});

send({ type: 'ready', protocol: protocolVersion, pid: process.pid, node: process.version });
