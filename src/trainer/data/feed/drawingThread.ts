/** Entry of a thread that draws batches until its ring is closed; see drawingFeed.ts. */
import { workerData } from 'node:worker_threads';
import { ExampleArtist, type ExamplesToDraw } from '../distortion/exampleArtist';
import { Ring, type RingMemory } from './ring';

export interface DrawingOrders {
  readonly memory: RingMemory;
  /** Its arrays are in shared memory. */
  readonly examples: ExamplesToDraw;
}

const { memory, examples } = workerData as DrawingOrders;
const ring = new Ring(memory);
const artist = new ExampleArtist(examples);
for (let number = ring.claim(); number !== undefined; number = ring.claim()) {
  const { epoch, order, pixels, labels } = ring.batch(number);
  order.forEach((index, position) => {
    labels[position] = artist.draw(epoch, index, pixels, position * artist.length);
  });
  ring.finish(number);
}
