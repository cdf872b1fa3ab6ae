/** Settings and messages as nobody should write them: a clear refusal or a correct reading. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { configSchema, hostSettingsSchema, type Config } from '../../../src/shared/config';
import { fromPostable, MalformedMessageError, parseMessage, toPostable } from '../../../src/shared/messages';
import { parseConfig, parseHostSettings, settingKeys, valueOf } from '../../../src/shared/parseConfig';
import { applyEvent } from '../../../src/shared/runHistory';
import { trainerCommandSchema } from '../../../src/shared/trainerCommands';
import { trainerEventSchema } from '../../../src/shared/trainerProtocol';
import { hostMessageSchema, viewMessageSchema } from '../../../src/shared/viewProtocol';
import { ownValues } from '../../support/messageValues';
import { mutatedMessage } from '../../support/mutations';
import { messageKinds, valuesOf } from '../../support/schemaValues';
import { started } from '../host/events';

/** Refused in one line, or as it should be. */
function expectChecked(schema: v.GenericSchema, message: unknown): unknown {
  try {
    const read = parseMessage(schema, message, 'a test');
    expect(v.is(schema, read)).toBe(true);
    return read;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessageError);
    expect((error as Error).message).toMatch(/^[^\n]{10,700}$/);
    return undefined;
  }
}

describe('mutated settings', () => {
  const configs = valuesOf(configSchema, ownValues).map((values) => v.parse(configSchema, values));
  /** As settings.json has them. */
  const flat = (config: Config): object =>
    Object.fromEntries(settingKeys(configSchema).map((key) => [`stn.${key}`, valueOf(config, key)]));

  it('are refused with a sentence for each, or are a whole configuration', () => {
    fc.assert(
      fc.property(fc.oneof(configs, configs.map(flat)).chain(mutatedMessage), (settings) => {
        const parsed = parseConfig(settings);
        if (parsed.ok) expect(v.is(configSchema, parsed.value)).toBe(true);
        else for (const problem of parsed.problems) expect(problem).toMatch(/^[^\n]{5,2000}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('of the editor are so, too', () => {
    const settings = valuesOf(hostSettingsSchema, ownValues).map((values) =>
      v.parse(hostSettingsSchema, values),
    );
    fc.assert(
      fc.property(settings.chain(mutatedMessage), (changed) => {
        const parsed = parseHostSettings(changed);
        if (parsed.ok) expect(v.is(hostSettingsSchema, parsed.value)).toBe(true);
        else for (const problem of parsed.problems) expect(problem).toMatch(/^[^\n]{5,2000}$/);
      }),
      { numRuns: 200 },
    );
  });
});

/** Between processes, messages are copied as they are. */
const asTheyAre = (message: unknown): unknown => message;
const throughWebview = (message: unknown): unknown => fromPostable(toPostable(message));

/** Each protocol with the channel that its messages take, and what is done with those that arrive. */
const protocols: readonly {
  readonly name: string;
  readonly schema: v.GenericSchema;
  readonly channel: (message: unknown) => unknown;
  readonly arrived?: (message: unknown) => void;
}[] = [
  { name: 'to the trainer', schema: trainerCommandSchema, channel: asTheyAre },
  {
    ...{ name: 'of the trainer', schema: trainerEventSchema, channel: asTheyAre },
    arrived(message: unknown) {
      const event = v.parse(trainerEventSchema, message);
      expect(applyEvent(applyEvent(undefined, started('run')), event)).toBeDefined();
    },
  },
  { name: 'of a view', schema: viewMessageSchema, channel: throughWebview },
  { name: 'to a view', schema: hostMessageSchema, channel: throughWebview },
];

describe.each(protocols)('messages $name', ({ schema, channel, arrived }) => {
  const kinds = messageKinds(schema, ownValues);

  it.each(kinds)('$name: arrive as the protocol has them', ({ message }) => {
    fc.assert(
      fc.property(message, (sent) => {
        const read = expectChecked(schema, channel(sent));
        expect(read).toBeDefined();
        arrived?.(read);
      }),
      { numRuns: 20 },
    );
  });

  it.each(kinds)('$name: mutated, are refused in one line or are as the protocol has them', ({ message }) => {
    fc.assert(
      fc.property(message.chain(mutatedMessage), (sent) => {
        const read = expectChecked(schema, channel(sent));
        if (read !== undefined) arrived?.(read);
      }),
      { numRuns: 60 },
    );
  });
});

describe('messages that are too large', () => {
  const view = (message: unknown): unknown => parseMessage(viewMessageSchema, message, 'the dashboard', 2048);

  it('are left out before anybody looks at them, also where they contain themselves', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const failure = (size: number): object => ({ type: 'failure', message: 'x'.repeat(size) });
    expect(view(failure(1900))).toEqual(failure(1900));
    for (const large of [
      failure(2048),
      circle,
      new Uint8Array(2049),
      new Array(1e6),
      { a: { b: 'x'.repeat(1e6) } },
    ]) {
      expect(() => view(large)).toThrow(
        /^A message larger than 2 KiB came from the dashboard and was left out\.$/,
      );
    }
  });
});
