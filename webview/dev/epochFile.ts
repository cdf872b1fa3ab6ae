/** What a run folder would keep of an epoch: of a recording only what its events tell, the rest is made up of that. */
import type { EpochFile, EpochFileKind, EpochFileOf } from '../../src/shared/epochFiles';
import type { ImageSize, TrainerEventOf } from '../../src/shared/trainerProtocol';
import type { PlayedRun } from './playedRun';

/** @returns undefined where there is none */
export function epochFile(
  kind: EpochFileKind,
  epoch: number,
  { history, events }: Pick<PlayedRun, 'history' | 'events'>,
): EpochFile | undefined {
  const newest = history?.samples.at(-1)?.epoch ?? -1;
  const samples = events.find(
    (event): event is TrainerEventOf<'samples'> => event.type === 'samples' && event.epoch === epoch,
  );
  if (epoch > newest) return undefined;
  switch (kind) {
    case 'samples':
      return samples;
    case 'thetas':
      return events.find(
        (event): event is TrainerEventOf<'thetas'> => event.type === kind && event.epoch === epoch,
      );
    case 'alignment':
      return samples && pretendAlignment(samples, history?.started.dataset.classNames.length ?? 0);
    case 'gallery': {
      const breakdown = history?.breakdowns.find((known) => known.epoch === epoch);
      return samples && breakdown && pretendGallery(samples, breakdown);
    }
  }
}

/** Of every class the mean of its first two sampled digits, and how much they differ. */
function pretendAlignment(samples: EpochFileOf<'samples'>, classes: number): EpochFileOf<'alignment'> {
  const { digits, inputSize, outputSize } = samples;
  const ofClasses = (
    images: Uint8Array,
    { height, width, channels }: ImageSize,
    value: (one: number, other: number) => number,
  ): Uint8Array => {
    const length = height * width * channels;
    const pixels = new Uint8Array(classes * length);
    for (let label = 0; label < classes; label++) {
      const found = digits.flatMap((digit, at) => (digit.label === label ? [at] : []));
      if (found.length === 0) continue;
      const [one, other = one] = found;
      for (let at = 0; at < length; at++) {
        pixels[label * length + at] = value(images[one * length + at], images[other * length + at]);
      }
    }
    return pixels;
  };
  const mean = (one: number, other: number): number => (one + other) / 2;
  return {
    ...{ type: 'alignment', epoch: samples.epoch, digits: digits.length, inputSize, outputSize },
    meansBefore: ofClasses(samples.inputs, inputSize, mean),
    deviationsBefore: ofClasses(samples.inputs, inputSize, (one, other) => Math.abs(one - other)),
    meansAfter: ofClasses(samples.outputs, outputSize, mean),
    deviationsAfter: ofClasses(samples.outputs, outputSize, (one, other) => Math.abs(one - other)),
  };
}

/** Of every cell up to three of the sampled digits of its class, under numbers of their own. */
function pretendGallery(
  samples: EpochFileOf<'samples'>,
  { confusion }: TrainerEventOf<'breakdown'>,
): EpochFileOf<'gallery'> {
  const chosen = confusion.flatMap((row, label) => {
    const ofClass = samples.digits.flatMap((digit, at) => (digit.label === label ? [at] : []));
    if (ofClass.length === 0) return [];
    return row.flatMap((count, predicted) =>
      Array.from({ length: Math.min(3, count) }, (_, rank) => ({
        at: ofClass[rank % ofClass.length],
        digit: {
          ...samples.digits[ofClass[rank % ofClass.length]],
          ...{ index: 1000 + 100 * label + 10 * predicted + rank, predicted },
          probability: 0.997 - 0.013 * ((label * 7 + predicted * 3 + 11 * rank) % 40),
        },
      })),
    );
  });
  const pixels = (bytes: Uint8Array, { height, width, channels }: ImageSize): Uint8Array => {
    const length = height * width * channels;
    const all = new Uint8Array(chosen.length * length);
    chosen.forEach(({ at }, place) =>
      all.set(bytes.subarray(at * length, (at + 1) * length), place * length),
    );
    return all;
  };
  return {
    ...samples,
    type: 'gallery',
    digits: chosen.map(({ digit }) => digit),
    inputs: pixels(samples.inputs, samples.inputSize),
    outputs: pixels(samples.outputs, samples.outputSize),
  };
}
