/** `npm run bench -- [--repetitions N] [--only a,b] [--networks a,b] [--growth yes|no] [--drawing yes|no] [--out FILE.json]` */
import { parseArgs } from 'node:util';
import { networks } from './networks';

export interface BenchOptions {
  readonly repetitions: number;
  /** Parts of contenders' keys; empty: all. */
  readonly only: readonly string[];
  readonly networks: readonly string[];
  /** Whether to measure how our time grows with the network, too. */
  readonly growth: boolean;
  /** Whether to measure what drawing distorted digits costs, too. */
  readonly drawing: boolean;
  readonly out: string;
}

/** @throws Error with a sentence on what is wrong */
export function parseOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      repetitions: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      networks: { type: 'string', default: '' },
      growth: { type: 'string', default: 'yes' },
      drawing: { type: 'string', default: 'yes' },
      out: { type: 'string', default: 'test-results/bench.json' },
    },
  });
  const repetitions = Number(values.repetitions);
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new Error(`--repetitions ${values.repetitions} is no whole number from 1.`);
  }
  const keys = networks.map(({ key }) => key);
  const chosen = list(values.networks);
  // "none" leaves the growth alone.
  const unknown = chosen.find((key) => !keys.includes(key) && key !== 'none');
  if (unknown) throw new Error(`--networks: there is no "${unknown}", only ${keys.join(', ')} and none.`);
  return {
    repetitions,
    only: list(values.only),
    networks: chosen.length > 0 ? chosen : keys,
    growth: values.growth !== 'no',
    drawing: values.drawing !== 'no',
    out: values.out,
  };
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
