/** Turns untrusted settings into a valid configuration, or into one clear sentence for each thing wrong with them. */
import * as v from 'valibot';
import { inBrief } from './messageOf';
import { configSchema, hostSettingsSchema, type Config, type HostSettings } from './config';
import { distortionProblems } from './distortion';
import { exampleClasses, exampleShape } from './examples';
import { describeNetwork } from './network/describeNetwork';
import { layerProblems } from './network/layerSizes';
import { MisfitError } from './network/misfit';
import { scheduleProblems } from './schedule';

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

/**
 * @param input nested (`{sampler: {mode: 'nearest'}}`) or flat (`{"stn.sampler.mode": "nearest"}`), as settings.json has it
 */
export function parseConfig(input: unknown): Parsed<Config> {
  const parsed = parse(configSchema, input);
  if (!parsed.ok) return parsed;
  const problems = disagreements(parsed.value);
  return problems.length > 0 ? { ok: false, problems } : parsed;
}

export function parseHostSettings(input: unknown): Parsed<HostSettings> {
  return parse(hostSettingsSchema, input);
}

/** Every key of a settings schema, in order: `['dataset', …, 'sampler.mode', …]`. */
export function settingKeys(schema: v.GenericSchema, prefix = ''): string[] {
  const entries = objectEntries(schema);
  if (!entries) return [prefix];
  return Object.entries(entries).flatMap(([key, entry]) =>
    settingKeys(entry, prefix ? `${prefix}.${key}` : key),
  );
}

/** The value of one of the schema's keys, such as `sampler.padding`. */
export function valueOf(config: Config, key: string): unknown {
  return key.split('.').reduce<unknown>((group, name) => (group as Record<string, unknown>)[name], config);
}

/** The entries of an object schema, seen through `optional`; undefined for every other schema. */
export function objectEntries(schema: v.GenericSchema): Record<string, v.GenericSchema> | undefined {
  const inner = 'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema;
  return 'entries' in inner ? (inner.entries as Record<string, v.GenericSchema>) : undefined;
}

function parse<TSchema extends v.GenericSchema>(
  schema: TSchema,
  input: unknown,
): Parsed<v.InferOutput<TSchema>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      problems: [`The settings must be an object with keys and values, but are ${shown(input)}.`],
    };
  }
  const nested = nest(input as Record<string, unknown>);
  if (!nested.ok) return nested;
  const result = v.safeParse(schema, nested.value);
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, problems: [...new Set(result.issues.map((issue) => sentence(schema, issue)))] };
}

function sentence(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).filter(({ key }) => typeof key === 'string').map(({ key }) => String(key));
  const name = inBrief(`stn.${path.join('.')}`);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = settingKeys(schema).map((key) => `stn.${key}`);
    return `${name} is no setting of STN Lab; there are ${known.join(', ')}.`;
  }
  if (issue.type === 'strict_object')
    return `${name} must be a group of settings, but is ${shown(issue.input)}.`;
  const whole = wholeValue(issue);
  return `${name} ${issue.message}, but is ${shown(whole)}.`;
}

/** The setting's value, also where only one element of a list is wrong. */
function wholeValue(issue: v.BaseIssue<unknown>): unknown {
  const element = issue.path?.find(({ type }) => type === 'array');
  return element ? element.input : issue.input;
}

/** What the schema can't say about single values: settings that must agree with each other. */
function disagreements(config: Config): string[] {
  const problems = [
    ...distortionProblems(config.distortion),
    ...layerProblems(config),
    ...scheduleProblems(config),
  ];
  return problems.length > 0 ? problems : networkProblems(config);
}

/** Whether the layers fit the images, and the budget the layers. */
function networkProblems(config: Config): string[] {
  try {
    describeNetwork(config, exampleShape(config), exampleClasses(config).length);
    return [];
  } catch (error) {
    if (error instanceof MisfitError) return [error.message];
    throw error;
  }
}

function nest(input: Record<string, unknown>): Parsed<Record<string, unknown>> {
  // Without a prototype, so that a key such as "__proto__" is a key like any other.
  const nested = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(input)) {
    const path = key.replace(/^stn\./, '').split('.');
    const name = path.pop() ?? '';
    let place = nested;
    for (const part of path) {
      const group = Object.hasOwn(place, part) ? place[part] : (Object.create(null) as object);
      if (typeof group !== 'object' || group === null) {
        return {
          ok: false,
          problems: [`${inBrief(`stn.${part}`)} must be a group of settings, but is ${shown(group)}.`],
        };
      }
      place[part] = group;
      place = group as Record<string, unknown>;
    }
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    const existing = Object.hasOwn(place, name) ? place[name] : undefined;
    place[name] = isGroup ? groupOf(existing, value) : value;
  }
  return { ok: true, value: nested };
}

/** Later parts win. Without a prototype, as above. */
function groupOf(...parts: readonly unknown[]): Record<string, unknown> {
  const group = Object.create(null) as Record<string, unknown>;
  for (const part of parts) Object.assign(group, part);
  return group;
}

function shown(value: unknown): string {
  const json =
    typeof value === 'number'
      ? String(value)
      : ((JSON.stringify(value, (_key, inner: unknown) =>
          typeof inner === 'bigint' ? `${inner}n` : inner,
        ) as string | undefined) ?? String(value));
  return inBrief(json, 80);
}
