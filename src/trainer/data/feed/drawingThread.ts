/** Entry of a thread that draws batches until its ring is closed; see drawingFeed.ts. */
import { workerData } from 'node:worker_threads';
import type { DigitStore } from '../distortion/digitStore';
import { ExampleArtist, type ExamplesToDraw } from '../distortion/exampleArtist';
import { Ring, type RingMemory } from './ring';

export interface DrawingOrders {
  readonly memory: RingMemory;
  readonly examples: ExamplesToDraw;
  readonly digits: DigitStore;
  /** This thread's. */
  readonly desk: number;
}

const { memory, examples, digits, desk } = workerData as DrawingOrders;
const ring = new Ring(memory);
const artist = new ExampleArtist(examples, digits, desk);
for (let number = ring.claim(); number !== undefined; number = ring.claim()) {
  const { epoch, order, pixels, labels } = ring.batch(number);
  artist.drawBatch(epoch, order, pixels.byteOffset, labels);
  ring.finish(number);
}
