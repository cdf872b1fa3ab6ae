/** Values that a schema allows, made from the schema itself: what is added to a protocol is tested without a word. */
import fc from 'fast-check';
import * as v from 'valibot';

/** What a schema can't say of itself: values for those that are a function's to check. */
export type OwnValues = ReadonlyMap<v.GenericSchema, fc.Arbitrary<unknown>>;

/** One kind of message: a variant, and of a message that carries another protocol's variants each of those. */
export interface MessageKind {
  /** Such as "answered: survey". */
  readonly name: string;
  readonly message: fc.Arbitrary<object>;
}

/** Longest of lists and texts, where nothing else is said. */
const few = { list: 3, text: 40 };

/**
 * All that a variant schema knows.
 * @throws Error for a schema of a sort that is not known here, so that none goes untested
 */
export function messageKinds(schema: v.GenericSchema, own: OwnValues): MessageKind[] {
  if (schema.type === 'variant') return optionsOf(schema).flatMap((option) => messageKinds(option, own));
  const entries = Object.entries(entriesOf(schema));
  const name = entries.flatMap(([, entry]) => (entry.type === 'literal' ? String(literalOf(entry)) : []));
  const carried = entries.find(([, entry]) => innermost(entry).type === 'variant');
  if (!carried) return [{ name: name.join(' '), message: objects(schema, own) }];
  const [key, variants] = carried;
  return messageKinds(innermost(variants), own).map((inner) => ({
    name: `${name.join(' ')}: ${inner.name}`,
    message: objects(schema, own, { [key]: inner.message }),
  }));
}

/** @throws Error as `messageKinds` */
export function valuesOf(schema: v.GenericSchema, own: OwnValues): fc.Arbitrary<unknown> {
  return baseValues(schema, own).filter((value) => v.is(schema, value));
}

function baseValues(schema: v.GenericSchema, own: OwnValues): fc.Arbitrary<unknown> {
  const base = baseOf(schema);
  const limits = limitsOf(schema);
  const known = own.get(base);
  if (known) return known;
  switch (base.type) {
    case 'literal':
      return fc.constant(literalOf(base));
    case 'picklist':
      return fc.constantFrom(...(base as unknown as { options: readonly unknown[] }).options);
    case 'boolean':
      return fc.boolean();
    case 'nan':
      return fc.constant(NaN);
    case 'number':
      return numbers(limits);
    case 'string':
      return texts(limits);
    case 'array': {
      const { item } = base as unknown as { item: v.GenericSchema };
      const [minLength, most] = [limits.length ?? limits.min_length ?? 0, limits.length ?? limits.max_length];
      return fc.array(valuesOf(item, own), {
        minLength,
        maxLength: Math.min(most ?? Infinity, minLength + few.list),
      });
    }
    case 'strict_object':
      return objects(base, own);
    case 'nullable':
      return fc.option(valuesOf(wrappedOf(base), own), { nil: null });
    case 'optional':
      return valuesOf(wrappedOf(base), own);
    case 'union':
    case 'variant':
      return fc.oneof(...optionsOf(base).map((option) => valuesOf(option, own)));
    default:
      throw new Error(`Values of a schema of type ${base.type} can't be made: say how in schemaValues.ts.`);
  }
}

/** @param given instead of what the schema says of these entries */
function objects(
  schema: v.GenericSchema,
  own: OwnValues,
  given: Readonly<Record<string, fc.Arbitrary<object>>> = {},
): fc.Arbitrary<object> {
  const entries = Object.entries(entriesOf(schema));
  const model = Object.fromEntries(
    entries.map(([key, entry]) => [key, key in given ? given[key] : valuesOf(entry, own)]),
  );
  const requiredKeys = entries.flatMap(([key, { type }]) => (type === 'optional' ? [] : [key]));
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

function numbers({ integer, finite, min_value: min, max_value: max }: Limits): fc.Arbitrary<number> {
  if (integer === undefined) {
    const endless = finite === undefined ? Infinity : Number.MAX_VALUE;
    return fc.double({ min: min ?? -endless, max: max ?? endless, noNaN: true });
  }
  const [least, most] = [min ?? Number.MIN_SAFE_INTEGER, max ?? Number.MAX_SAFE_INTEGER];
  const small = fc.integer({ min: least, max: Math.min(most, Math.max(least, 0) + 20) });
  return fc
    .oneof(small, fc.maxSafeInteger().map(Math.abs), fc.constantFrom(least, most))
    .filter((value) => value >= least && value <= most);
}

function texts({ regex, min_length, non_empty, max_length }: Limits): fc.Arbitrary<string> {
  if (regex) return fc.stringMatching(regex);
  const minLength = min_length ?? (non_empty === undefined ? 0 : 1);
  const strange = ['../../etc/passwd', '<img src=x onerror=alert(1)>', '%2e%2e', 'a\nb', '__proto__'];
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(max_length ?? Infinity, few.text) }),
    fc.constantFrom(...strange),
  );
}

/** What the checks of a schema's pipe ask for, by their type; null where the type alone says it. */
interface Limits {
  readonly integer?: null;
  readonly finite?: null;
  readonly non_empty?: null;
  readonly min_value?: number;
  readonly max_value?: number;
  readonly length?: number;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly regex?: RegExp;
}

function limitsOf(schema: v.GenericSchema): Limits {
  const actions = partsOf(schema).filter(({ kind }) => kind === 'validation');
  return Object.fromEntries(actions.map(({ type, requirement }) => [type, requirement ?? null]));
}

interface Part {
  readonly kind: string;
  readonly type: string;
  readonly requirement?: unknown;
}

/** The schema at the beginning of its pipes, and all that they check after it. */
function partsOf(schema: v.GenericSchema): readonly Part[] {
  if (!('pipe' in schema)) return [schema];
  const [first, ...rest] = schema.pipe as [v.GenericSchema, ...Part[]];
  return [...partsOf(first), ...rest];
}

function baseOf(schema: v.GenericSchema): v.GenericSchema {
  return partsOf(schema)[0] as v.GenericSchema;
}

/** Inside of all that lets it be absent or null. */
function innermost(schema: v.GenericSchema): v.GenericSchema {
  const base = baseOf(schema);
  return base.type === 'nullable' || base.type === 'optional' ? innermost(wrappedOf(base)) : base;
}

function optionsOf(schema: v.GenericSchema): readonly v.GenericSchema[] {
  return (schema as unknown as { options: readonly v.GenericSchema[] }).options;
}

function entriesOf(schema: v.GenericSchema): Readonly<Record<string, v.GenericSchema>> {
  return (schema as unknown as { entries: Record<string, v.GenericSchema> }).entries;
}

function wrappedOf(schema: v.GenericSchema): v.GenericSchema {
  return (schema as unknown as { wrapped: v.GenericSchema }).wrapped;
}

function literalOf(schema: v.GenericSchema): unknown {
  return (schema as unknown as { literal: unknown }).literal;
}
