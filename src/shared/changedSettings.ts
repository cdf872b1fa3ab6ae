/** In which settings two configurations differ. */
import { configSchema, defaultConfig, type Config } from './config';
import { settingKeys, valueOf } from './parseConfig';

/** The settings of a run that are not the defaults, by key: `{"stn.sampler.padding": "border"}`, in the schema's order. */
export function changedSettings(config: Config): Record<string, unknown> {
  const keys = differingKeys(config, defaultConfig());
  return Object.fromEntries(keys.map((key) => [`stn.${key}`, valueOf(config, key)]));
}

/** As `sampler.padding`, in the schema's order. */
export function differingKeys(one: Config, other: Config): string[] {
  return differingAmong([one, other]);
}

/** The settings in which any of these configurations differs from another. */
export function differingAmong(configs: readonly Config[]): string[] {
  return settingKeys(configSchema).filter(
    (key) => new Set(configs.map((config) => JSON.stringify(valueOf(config, key)))).size > 1,
  );
}
