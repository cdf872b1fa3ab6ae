/** Settings as settings.json has them: `{"stn.sampler.padding": "border"}`. */
import type { Config } from '../config';

/** Each setting of a group as a pair of its key and its value. */
type Pairs<TGroup, TPrefix extends string> = {
  [TKey in keyof TGroup & string]: TGroup[TKey] extends string | number | boolean | readonly unknown[]
    ? readonly [`${TPrefix}.${TKey}`, TGroup[TKey]]
    : Pairs<TGroup[TKey], `${TPrefix}.${TKey}`>;
}[keyof TGroup & string];

/** Some of the settings of a run, flat; those that are absent keep their defaults. */
export type FlatSettings = {
  readonly [TPair in Pairs<Config, 'stn'> as TPair[0]]?: TPair[1];
};
