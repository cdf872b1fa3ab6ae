/** What the protocols' schemas leave to functions of their own: images, and a run's history. */
import fc from 'fast-check';
import * as v from 'valibot';
import { historySchema } from '../../src/shared/historySchema';
import { applyEvent, snapshotOf, type RunHistory } from '../../src/shared/runHistory';
import { pixelsSchema } from '../../src/shared/schemaParts';
import { trainerEventSchema } from '../../src/shared/trainerProtocol';
import { messageKinds, type OwnValues } from './schemaValues';

const pixels: OwnValues = new Map([[pixelsSchema, fc.uint8Array({ maxLength: 64 })]]);

const events = messageKinds(trainerEventSchema, pixels);
const started = events.find(({ name }) => name === 'started');
if (!started) throw new Error('No event begins a run.');

/** Whatever a trainer may tell after `started`. */
const histories = fc
  .tuple(started.message, fc.array(fc.oneof(...events.map(({ message }) => message)), { maxLength: 12 }))
  .map(([first, rest]) => {
    const history = v
      .parse(v.array(trainerEventSchema), [first, ...rest])
      .reduce<RunHistory | undefined>(applyEvent, undefined);
    if (!history) throw new Error('These events tell of no run.');
    return snapshotOf(history);
  });

export const ownValues: OwnValues = new Map([...pixels, [historySchema, histories]]);
