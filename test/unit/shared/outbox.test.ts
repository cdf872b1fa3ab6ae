import { describe, expect, it } from 'vitest';
import { Outbox, roomForEvent } from '../../../src/shared/outbox';

/** Somebody who takes messages only when told to. */
function slowReader() {
  const arrived: string[] = [];
  const pending: (() => void)[] = [];
  const outbox = new Outbox<{ type: string; name: string }>((message, done) => {
    pending.push(() => {
      arrived.push(message.name);
      done();
    });
  }, roomForEvent);
  const read = (): void => pending.splice(0).forEach((take) => take());
  return { outbox, arrived, pending, read };
}

describe('messages to somebody slow', () => {
  it('are thinned where they are batches, and kept where they are epochs', () => {
    const { outbox, arrived, pending, read } = slowReader();
    for (let epoch = 0; epoch < 200; epoch++) {
      for (let batch = 0; batch < 50; batch++) outbox.send({ type: 'batch', name: 'batch' });
      outbox.send({ type: 'samples', name: 'samples' });
      outbox.send({ type: 'epoch', name: `epoch ${epoch}` });
    }
    expect(pending.length).toBeLessThan(300);
    read();
    const epochs = arrived.filter((name) => name.startsWith('epoch'));
    expect(epochs).toEqual(Array.from({ length: 200 }, (_, epoch) => `epoch ${epoch}`));
  });

  it('are all sent again once they are read', () => {
    const { outbox, read } = slowReader();
    const sendBatch = (): boolean => outbox.send({ type: 'batch', name: 'batch' });
    while (sendBatch());
    expect(sendBatch()).toBe(false);
    read();
    expect(sendBatch()).toBe(true);
  });
});
