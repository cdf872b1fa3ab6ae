/** Entry of the thread that trains: a TrainerSession that is told by the process's first thread, and tells it. */
import { parentPort } from 'node:worker_threads';
import { TrainerSession } from './session';
import type { ThreadNews, ThreadOrder, TrainingCommand } from './threadMessages';

if (!parentPort) throw new Error('This is a thread of the trainer process, and no program of its own.');
const port = parentPort;
const session = new TrainerSession(
  (event) => tell({ type: 'event', event }),
  __dirname,
  (subject) => tell({ type: 'loaded', subject: subject ?? null }),
);

function tell(news: ThreadNews): void {
  port.postMessage(news);
}

function obey(command: TrainingCommand): void {
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
    case 'benchmark':
      void session.benchmark(command.request, command.config, command.places);
      break;
  }
}

port.on('message', (order: ThreadOrder) => {
  switch (order.type) {
    case 'command':
      obey(order.command);
      break;
    case 'moment':
      tell({ type: 'moment', moment: session.moment ?? null });
      break;
    case 'end':
      session.dispose();
      process.exit();
  }
});
