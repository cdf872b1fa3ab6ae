/** A run that no trainer made, for looking at a view when much has happened: the recording's epochs over and over. */
import type { TrainerEvent, TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { chance } from './chance';

const epochs = 200;
const batchesPerEpoch = 500;

/** Two hundred epochs of 500 batches, each told; the run goes on. @param recorded events whose digits and figures are taken */
export function longRun(recorded: readonly TrainerEvent[]): TrainerEvent[] {
  const started = recorded.find((event) => event.type === 'started');
  if (!started) throw new Error('The recording has no run.');
  const config = { ...started.config, epochs: 2 * epochs };
  const before = recorded.filter((event) => event.type === 'samples' && event.epoch === 0);
  return [
    { ...started, batchesPerEpoch, config },
    ...before,
    ...Array.from({ length: epochs }, (_, at) => [
      ...batchesOf(at + 1),
      ...endOfEpoch(recorded, at + 1),
    ]).flat(),
  ];
}

/** A loss that falls as training's does, with its noise. */
function batchesOf(epoch: number): TrainerEventOf<'batch'>[] {
  return Array.from({ length: batchesPerEpoch }, (_, batch) => {
    const done = (epoch - 1) * batchesPerEpoch + batch;
    const meanLoss = 0.05 + 2 / (1 + done / 300);
    const loss = meanLoss * (0.5 + chance(done, 5));
    return { type: 'batch', epoch, batch, loss, meanLoss, imagesPerSecond: 30_000, etaSeconds: 60 };
  });
}

/** What the recording tells after one of its epochs, as if it were this one's. */
function endOfEpoch(recorded: readonly TrainerEvent[], epoch: number): TrainerEvent[] {
  const known = recorded.filter((event) => event.type === 'epoch').length;
  const taken = 1 + ((epoch - 1) % known);
  return recorded.flatMap((event) =>
    (event.type === 'epoch' || event.type === 'samples') && event.epoch === taken
      ? [{ ...event, epoch }]
      : [],
  );
}
