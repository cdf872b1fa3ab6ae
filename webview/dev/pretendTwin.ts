/** Makes a run without a transformer of a recorded one with: somewhat worse, and faster. */
import type { SampledDigit } from '../../src/shared/epochFiles';
import type { TrainerEvent, TrainerEventOf } from '../../src/shared/trainerProtocol';

export function pretendTwin(events: readonly TrainerEvent[]): TrainerEvent[] {
  return events.map(plain);
}

function plain(event: TrainerEvent): TrainerEvent {
  switch (event.type) {
    case 'started':
      return withoutTransformer(event);
    case 'batch':
      return { ...event, meanLoss: 1.3 * event.meanLoss, imagesPerSecond: 1.6 * event.imagesPerSecond };
    case 'epoch': {
      const { total } = event.test;
      const correct = event.test.correct - Math.round(0.01 * total);
      return {
        ...event,
        trainLoss: 1.3 * event.trainLoss,
        imagesPerSecond: 1.6 * event.imagesPerSecond,
        test: { loss: 1.5 * event.test.loss, accuracy: correct / total, correct, total },
      };
    }
    case 'samples':
      return { ...event, digits: event.digits.map(worse), outputs: event.inputs };
    default:
      return event;
  }
}

function withoutTransformer(event: TrainerEventOf<'started'>): TrainerEvent {
  const { config, network, dataset } = event;
  const { parameters } = network;
  return {
    ...event,
    directory: `${event.directory}-2`,
    config: {
      ...config,
      network: { ...config.network, parameters },
      transformer: { ...config.transformer, kind: 'none' },
    },
    network: {
      parameters: parameters - 12,
      classifierParameters: parameters - 12,
      transformers: [],
      transformedSize: dataset.size,
    },
  };
}

/** Every fifth is wrong. */
function worse(digit: SampledDigit, position: number): SampledDigit {
  const isWrong = position % 5 === 3;
  return { ...digit, theta: [], ...(isWrong && { predicted: (digit.label + 1) % 10, probability: 0.5 }) };
}
