/** The settings that may change while a run goes on: what was learned so far fits the new ones too. */
import * as v from 'valibot';
import { configSchema, type Config } from './config';

const { learningRate, sampler } = configSchema.entries;
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const liveSettingsSchema = v.strictObject({
  /** What the schedule starts from, as `stn.learningRate`. */
  learningRate: learningRate.wrapped,
  /** The sampler's. */
  padding: sampler.wrapped.entries.padding.wrapped,
});

export type LiveSettings = v.InferOutput<typeof liveSettingsSchema>;

export const paddings = sampler.wrapped.entries.padding.wrapped.options;

/** From so many whole epochs and batches beyond those on, a run was trained with these settings. */
export const settingsChangeSchema = v.strictObject({
  type: v.literal('changed'),
  epoch: count,
  batch: count,
  settings: liveSettingsSchema,
});

export type SettingsChange = v.InferOutput<typeof settingsChangeSchema>;

export function liveSettingsOf(config: Config): LiveSettings {
  return { learningRate: config.learningRate, padding: config.sampler.padding };
}

export function withLiveSettings(config: Config, { learningRate, padding }: LiveSettings): Config {
  return { ...config, learningRate, sampler: { ...config.sampler, padding } };
}

/** What the settings are after all changes. @param changes oldest first */
export function withChanges(config: Config, changes: readonly SettingsChange[]): Config {
  const last = changes.at(-1);
  return last ? withLiveSettings(config, last.settings) : config;
}

/** Every checkpoint holds them all; so many a person hardly makes, and a chart can't show. */
export const maximumChanges = 1000;

/** Of several changes without a batch between them, the last alone counts; of too many, every second one stays. */
export function addChange(changes: readonly SettingsChange[], change: SettingsChange): SettingsChange[] {
  const last = changes.at(-1);
  const isInstead = last?.epoch === change.epoch && last.batch === change.batch;
  const all = [...(isInstead ? changes.slice(0, -1) : changes), change];
  // Keeps the newest: the odd positions of an odd count.
  return all.length > maximumChanges ? all.filter((_, position) => position % 2 === 0) : all;
}
