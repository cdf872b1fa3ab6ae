/** What the parts of a view remember while it is hidden or the window reloads, each under a name of its own. */
import * as v from 'valibot';

export interface Memory {
  /** What all of the view remembers, whatever that is. */
  recall(): unknown;
  /** @param part by its name */
  remember(part: object): void;
}

/** @param host keeps one state of the whole view */
export function memoryOf(host: {
  readonly recall: () => unknown;
  readonly remember: (state: object) => void;
}): Memory {
  return {
    recall: () => host.recall(),
    remember: (part) => {
      const known = host.recall();
      host.remember({ ...(typeof known === 'object' ? known : {}), ...part });
    },
  };
}

/**
 * @param state of the whole view
 * @param schema in which each field falls back by itself: a state may be another version's
 * @returns what the part of this name remembers
 */
export function recalled<TPart>(
  state: unknown,
  name: string,
  schema: v.GenericSchema<unknown, TPart>,
): TPart {
  const known = v.safeParse(v.record(v.string(), v.unknown()), state);
  const part = v.safeParse(schema, known.success ? known.output[name] : undefined);
  return part.success ? part.output : v.parse(schema, {});
}
