/** The configuration of a command line: defaults, then --preset, then --config, then each --set, then --data. */
import { readFileSync } from 'node:fs';
import { configSchema, type Config } from '../../shared/config';
import { messageOf } from '../../shared/messageOf';
import { parseConfig, settingKeys } from '../../shared/parseConfig';
import { findPreset } from '../../shared/presets';
import { existingFolder, UsageError } from './usage';

export interface ConfigurationOptions {
  readonly preset?: string | undefined;
  readonly config?: string | undefined;
  readonly set?: string[] | undefined;
  readonly data?: string | undefined;
}

/** @throws UsageError with one sentence for each thing wrong */
export function readConfiguration(options: ConfigurationOptions): Config {
  const parsed = parseConfig(readSettings(options));
  if (!parsed.ok) throw new UsageError(parsed.problems.join('\n'));
  return parsed.value;
}

/**
 * The settings that the command line names, flat (`{"stn.epochs": 2}`); their values are not checked yet.
 * @throws UsageError where it is no setting, or can't be read
 */
export function readSettings({
  preset,
  config: file,
  set = [],
  data,
}: ConfigurationOptions): Record<string, unknown> {
  let settings: Record<string, unknown> = {
    ...(preset === undefined ? {} : presetSettings(preset)),
    ...(file === undefined ? {} : flatten(readSettingsFile(file))),
  };
  for (const assignment of set) settings = { ...settings, ...parseAssignment(assignment) };
  if (data !== undefined) settings = { ...settings, 'stn.dataDirectory': existingFolder('--data', data) };
  return settings;
}

function presetSettings(name: string): Record<string, unknown> {
  const preset = findPreset(name);
  if (!preset) throw new UsageError(`--preset: there is no preset "${name}"; --list-presets names them all.`);
  return preset.settings;
}

function readSettingsFile(file: string): object {
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--config: ${file} can't be read as JSON (${messageOf(error)}).`);
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new UsageError(`--config: ${file} must hold an object with settings.`);
  }
  return settings;
}

/** Nested or flat, with or without `stn.`: all become flat, so that a later --set replaces an earlier key. */
function flatten(settings: object, prefix = 'stn'): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => {
      const path = `${prefix}.${key.replace(/^stn\./, '')}`;
      const group = typeof value === 'object' && value !== null && !Array.isArray(value);
      return group ? Object.entries(flatten(value as object, path)) : [[path, value as unknown]];
    }),
  );
}

/** `epochs=2`, `stn.sampler.padding=border`, `localization.filters=[4,8]`: JSON where it is JSON, else a text. */
function parseAssignment(assignment: string): Record<string, unknown> {
  const equals = assignment.indexOf('=');
  if (equals < 1) throw new UsageError(`--set needs key=value, but got "${assignment}".`);
  const key = assignment.slice(0, equals).replace(/^stn\./, '');
  const value = assignment.slice(equals + 1);
  const keys = settingKeys(configSchema);
  if (!keys.includes(key)) {
    throw new UsageError(`--set: there is no setting "${key}"; there are ${keys.join(', ')}.`);
  }
  try {
    return { [`stn.${key}`]: JSON.parse(value) as unknown };
  } catch {
    return { [`stn.${key}`]: value };
  }
}
