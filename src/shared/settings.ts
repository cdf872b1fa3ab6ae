/**
 * Building blocks of the settings schema: each setting carries its default and where it may be given, and every refusal
 * reads "stn.epochs must be a whole number from 1 to 10000, but is 0". What the settings editor says of each is in
 * package.nls.json, which no bundle carries.
 */
import * as v from 'valibot';

/** Where a setting may be given; names what VS Code's `scope` names. */
type SettingScope = 'window' | 'machine' | 'machine-overridable';

/** One setting: a schema, and the value that an absent key stands for. */
export function setting<TSchema extends v.GenericSchema>(
  schema: TSchema,
  defaultValue: v.InferInput<TSchema>,
  scope: SettingScope = 'window',
) {
  return v.optional(
    v.pipe(schema, v.metadata({ scope })),
    // The library's type for defaults does not follow a generic schema; the parameter's type has checked the value already.
    defaultValue as never,
  );
}

export function wholeNumber(minimum: number, maximum: number) {
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(minimum, message),
    v.maxValue(maximum, message),
  );
}

export function decimal(minimum: number, maximum: number) {
  const message = `must be a number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.number(message),
    v.finite(message),
    v.minValue(minimum, message),
    v.maxValue(maximum, message),
  );
}

export function choice<const TOptions extends readonly [string, ...string[]]>(options: TOptions) {
  return v.picklist(options, `must be one of ${options.map((option) => `"${option}"`).join(', ')}`);
}

export function toggle() {
  return v.boolean('must be true or false');
}

export function text() {
  return v.string('must be a text in quotes');
}

/** A list with one whole number for each layer; empty where something else decides. */
export function layerSizes(minimum: number, maximum: number, mostLayers: number) {
  const message = `must be a list of at most ${mostLayers} whole numbers from ${minimum} to ${maximum}`;
  return v.pipe(
    v.array(
      v.pipe(
        v.number(message),
        v.integer(message),
        v.minValue(minimum, message),
        v.maxValue(maximum, message),
      ),
      message,
    ),
    v.maxLength(mostLayers, message),
  );
}
