/** What a recording lacks: what the test set said after each epoch, made up of the sampled digits. */
import { identityTheta } from '../../../src/shared/transformers/spec';
import type { TrainerEvent, TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { breakDown } from '../../../src/trainer/observation/breakdown';
import { chance } from './chance';

const digits = 1000;

/** What each digit looks like to a network that does not know it well. */
const takenFor = [6, 7, 7, 5, 9, 3, 0, 2, 3, 4];

/** The same events, with a breakdown before the samples of each epoch that has none. */
export function withBreakdowns(events: readonly TrainerEvent[]): TrainerEvent[] {
  const known = new Set(events.flatMap((event) => (event.type === 'breakdown' ? [event.epoch] : [])));
  let started: TrainerEventOf<'started'> | undefined;
  return events.flatMap((event) => {
    if (event.type === 'started') started = event;
    if (event.type !== 'samples' || !started || known.has(event.epoch)) return [event];
    return [breakdownOf(event, started), event];
  });
}

function breakdownOf(
  samples: TrainerEventOf<'samples'>,
  { dataset, network }: TrainerEventOf<'started'>,
): TrainerEventOf<'breakdown'> {
  const classes = dataset.classNames.length;
  const labels = Uint8Array.from({ length: digits }, (_, at) => at % classes);
  const mistakes = 0.35 / (1 + 4 * samples.epoch);
  const predicted = labels.map((label, at) => {
    if (chance(at, 1) >= mistakes * (0.4 + 0.2 * (label % 5))) return label;
    return chance(at, 2) < 0.6 && classes === 10 ? takenFor[label] : Math.floor(chance(at, 3) * classes);
  });
  const length = network.transformers.flatMap(identityTheta).length;
  const thetas = new Float32Array(digits * length);
  labels.forEach((label, at) => {
    const alike = samples.digits.filter((digit) => digit.label === label);
    const { theta } =
      alike.at(Math.floor(chance(at, 4) * alike.length)) ?? samples.digits[at % samples.digits.length];
    const spread = samples.epoch === 0 ? 0 : 0.12;
    thetas.set(
      theta.map((value, number) => value + spread * (chance(at, 10 + number) - 0.5)),
      at * length,
    );
  });
  const answers = { predicted, probabilities: new Float32Array(), thetas };
  const gain = network.transformers.length > 0 ? 0.15 * (1 - 0.5 ** samples.epoch) : undefined;
  return {
    ...{ type: 'breakdown', epoch: samples.epoch },
    ...breakDown(labels, answers, classes, network.transformers),
    alignment: gain === undefined ? null : { before: 0.24, after: 0.24 + gain },
  };
}
