/** What package.json says of the settings, derived from their schemas; package.nls.json has the texts, by the settings' names. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { configSchema, hostSettingsSchema } from '../shared/config';
import { objectEntries } from '../shared/parseConfig';

interface ConfigurationSection {
  readonly title: string;
  readonly order: number;
  readonly properties: Record<string, Record<string, unknown>>;
}

type Entries = Record<string, v.GenericSchema>;

/**
 * `contributes.configuration`: a section of the settings editor for the plain settings, each group of settings, and the
 * editor's own.
 */
export function configurationSections(): readonly ConfigurationSection[] {
  const entries: Entries = configSchema.entries;
  const isPlain = ([, schema]: [string, v.GenericSchema]): boolean => !objectEntries(schema);
  const groups = Object.entries(entries).flatMap(([key, schema]): Section[] => {
    const group = objectEntries(schema);
    return group ? [{ id: key, entries: group, prefix: `${key}.` }] : [];
  });
  const sections: Section[] = [
    { id: 'general', entries: Object.fromEntries(Object.entries(entries).filter(isPlain)), prefix: '' },
    ...groups,
    { id: 'editor', entries: hostSettingsSchema.entries, prefix: '' },
  ];
  return sections.map(({ id, entries: settings, prefix }, position) => ({
    title: `%settings.section.${id}%`,
    order: position + 1,
    properties: Object.fromEntries(
      Object.entries(settings).map(([key, schema], place) => [
        `stn.${prefix}${key}`,
        property(`settings.${prefix}${key}`, schema, place + 1),
      ]),
    ),
  }));
}

interface Section {
  readonly id: string;
  readonly entries: Entries;
  /** Of its settings, behind `stn.` */
  readonly prefix: string;
}

/**
 * One setting as VS Code's settings editor wants it.
 * @param texts the beginning of its keys in package.nls.json
 */
function property(texts: string, schema: v.GenericSchema, order: number): Record<string, unknown> {
  // The input's form: a default makes a setting optional. `finite` has no counterpart, as JSON has no infinity.
  const json: Record<string, unknown> = {
    ...toJsonSchema(schema, { typeMode: 'input', ignoreActions: ['finite'] }),
  };
  delete json.$schema;
  return {
    ...json,
    title: `%${texts}.title%`,
    markdownDescription: `%${texts}.description%`,
    ...(Array.isArray(json.enum)
      ? { markdownEnumDescriptions: json.enum.map((value) => `%${texts}.${String(value)}%`) }
      : {}),
    order,
  };
}
