/** A run's story in the log: a line for each step that a person would ask about later. */
import type { TrainerEvent } from '../../shared/trainerProtocol';

/** @returns undefined for events that are too many, or logged otherwise */
export function logLine(event: TrainerEvent): string | undefined {
  switch (event.type) {
    case 'preparing':
      // A download tells of every piece.
      return event.fraction === null || event.fraction === 0 ? event.message : undefined;
    case 'started': {
      const { engine, dataset, directory } = event;
      const digits = `${dataset.name} from ${dataset.source}, ${dataset.trainCount} + ${dataset.testCount} digits`;
      return `Training on ${digits}, with ${engine.detail} (${engine.reason}), into ${directory}`;
    }
    case 'resumed':
      return `Resumed after epoch ${event.epoch}, batch ${event.batch}`;
    case 'steering':
      return event.state === 'paused' ? 'Paused' : undefined;
    case 'changed': {
      const { epoch, batch, settings } = event;
      return `From epoch ${epoch + 1}, batch ${batch + 1} on: learning rate ${settings.learningRate}, padding ${settings.padding}`;
    }
    case 'epoch': {
      const { loss, accuracy, correct, total } = event.test;
      const test = `test loss ${loss.toFixed(4)}, accuracy ${correct}/${total} (${(accuracy * 100).toFixed(1)} %)`;
      return `Epoch ${event.epoch}: train loss ${event.trainLoss.toFixed(4)}, ${test}, ${event.seconds.toFixed(1)} s`;
    }
    case 'finished':
      return `Training ${event.outcome} after ${event.epochs} epochs and ${event.seconds.toFixed(1)} s`;
    default:
      return undefined;
  }
}
