/** The settings of a run that are not the defaults, as settings.json has them. */
import { configSchema, defaultConfig, type Config } from './config';
import { settingKeys, valueOf } from './parseConfig';

/** By key: `{"stn.sampler.padding": "border"}`, in the schema's order. */
export function changedSettings(config: Config): Record<string, unknown> {
  const defaults = defaultConfig();
  const changed = settingKeys(configSchema).filter(
    (key) => JSON.stringify(valueOf(config, key)) !== JSON.stringify(valueOf(defaults, key)),
  );
  return Object.fromEntries(changed.map((key) => [`stn.${key}`, valueOf(config, key)]));
}
