/** Whatever the protocol lets somebody ask of a trained network: it is answered, or refused in a sentence. */
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { defaultConfig } from '../../src/shared/config';
import { pixelsSchema } from '../../src/shared/schemaParts';
import { trainerCommandSchema } from '../../src/shared/trainerCommands';
import { newRunDirectory } from '../support/commands';
import { isAlive } from '../../src/files/isAlive';
import { forkTrainer } from '../support/forkedTrainer';
import { learnableFolder } from '../support/idxFiles';
import { messageKinds } from '../support/schemaValues';

const digit = 28 * 28;
/** Whole digits, and what is none. */
const pixels = fc.oneof(
  ...[1, 3].map((count) => fc.uint8Array({ minLength: count * digit, maxLength: count * digit })),
  fc.uint8Array({ maxLength: 64 }),
);

const questions = messageKinds(trainerCommandSchema, new Map([[pixelsSchema, pixels]])).filter(({ name }) =>
  /^(inspect|look|query)/.test(name),
);

it('answers each question of every kind, or says why not', async () => {
  expect(questions.length).toBeGreaterThanOrEqual(5);
  const { child, events, next, send } = forkTrainer();
  const dataDirectory = learnableFolder(128, 50);
  send({
    ...{ type: 'start', runDirectory: newRunDirectory() },
    config: { ...defaultConfig(), dataset: 'idx', dataDirectory, engine: 'wasm', threads: 1, epochs: 2 },
    places: { cacheDirectory: '', tensorflowDirectory: '' },
  });
  await next('finished');
  let request = 0;
  let answered = 0;
  for (const { message } of questions) {
    await fc.assert(
      fc.asyncProperty(message, async (question) => {
        request++;
        const asked = request;
        const from = events.length;
        send(v.parse(trainerCommandSchema, { ...question, request }));
        const isAnswer = (event: { request: number }): boolean => event.request === asked;
        const answer = await Promise.race([
          next('inspection', from, isAnswer),
          next('answer', from, isAnswer),
          next('requestFailed', from, isAnswer),
        ]);
        if (answer.type === 'requestFailed') expect(answer.message).toMatch(/^[^\n]{10,400}$/);
        else answered++;
      }),
      { numRuns: 40 },
    );
  }
  expect(answered).toBeGreaterThan(20);
  expect(isAlive(child.pid ?? 0)).toBe(true);
  console.log(`${answered} of ${request} questions were answered, the others refused.`);
}, 120_000);
