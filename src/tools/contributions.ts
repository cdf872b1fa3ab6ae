/** What package.json and package.nls.json say of the settings, derived from the settings' schemas. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { configSchema, hostSettingsSchema } from '../shared/config';
import { objectEntries } from '../shared/parseConfig';

/** Keys of package.nls.json that are derived; the others are written by hand. */
export const derivedPrefix = 'settings.';

interface ConfigurationSection {
  readonly title: string;
  readonly order: number;
  readonly properties: Record<string, Record<string, unknown>>;
}

export interface Contributions {
  /** `contributes.configuration`. */
  readonly configuration: readonly ConfigurationSection[];
  /** The derived part of package.nls.json. */
  readonly texts: Record<string, string>;
}

type Entries = Record<string, v.GenericSchema>;

/** A section of the settings editor for the plain settings, each group of settings, and the editor's own. */
export function contributions(): Contributions {
  const texts: Record<string, string> = {};
  const configuration: ConfigurationSection[] = [];
  const addSection = (id: string, title: string, entries: Entries, prefix: string): void => {
    texts[`${derivedPrefix}section.${id}`] = title;
    configuration.push({
      title: `%${derivedPrefix}section.${id}%`,
      order: configuration.length + 1,
      properties: Object.fromEntries(
        Object.entries(entries).map(([key, schema], position) => [
          `${prefix}${key}`,
          property(`${prefix}${key}`, schema, position + 1, texts),
        ]),
      ),
    });
  };

  const entries: Entries = configSchema.entries;
  const plain = Object.entries(entries).filter(([, schema]) => !objectEntries(schema));
  addSection('general', 'STN Lab', Object.fromEntries(plain), 'stn.');
  for (const [key, schema] of Object.entries(entries)) {
    const group = objectEntries(schema);
    if (group) addSection(key, sectionTitles[key] ?? key, group, `stn.${key}.`);
  }
  addSection('editor', 'Editor and folders', hostSettingsSchema.entries, 'stn.');
  return { configuration, texts };
}

const sectionTitles: Record<string, string> = {
  distortion: 'Distortion',
  network: 'Network',
  transformer: 'Transformer',
  schedule: 'Learning-rate schedule',
  sampler: 'Sampler',
  localization: 'Localization network',
  classifier: 'Classifier',
};

/** One setting as VS Code's settings editor wants it; its texts go to `texts`. */
function property(
  key: string,
  schema: v.GenericSchema,
  order: number,
  texts: Record<string, string>,
): Record<string, unknown> {
  const place = derivedPrefix + key.replace(/^stn\./, '');
  // The input's form: a default makes a setting optional. `finite` has no counterpart, as JSON has no infinity.
  const json: Record<string, unknown> = {
    ...toJsonSchema(schema, { typeMode: 'input', ignoreActions: ['finite'] }),
  };
  const { title, description, enumDescriptions, ...rest } = json;
  delete rest.$schema;
  texts[`${place}.title`] = String(title);
  texts[`${place}.description`] = String(description);
  const sentences = Array.isArray(enumDescriptions) ? enumDescriptions.map(String) : [];
  const values = Array.isArray(rest.enum) ? rest.enum.map(String) : [];
  values.forEach((value, position) => (texts[`${place}.${value}`] = sentences[position] ?? ''));
  return {
    ...rest,
    title: `%${place}.title%`,
    markdownDescription: `%${place}.description%`,
    ...(sentences.length > 0
      ? { markdownEnumDescriptions: values.map((value) => `%${place}.${value}%`) }
      : {}),
    order,
  };
}
