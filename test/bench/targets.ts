/** The figures that are to be reached on two cores, against those that were measured. */
import { reference, singleThreaded, type Contender } from './contenders';
import type { Figures } from './figures';
import { ratios, spread } from './statistics';
import { table } from './table';

interface Target {
  readonly title: string;
  readonly wanted: string;
  readonly measured: string;
  readonly reached: boolean;
}

const relaxedSince = 22;

export function targetsTable(
  contenders: readonly Contender[],
  measured: ReadonlyMap<string, ReadonlyMap<string, Figures>>,
): string {
  const targets = Array.from(measured, ([network, figures]) =>
    contenders
      .filter(({ kind, threads }) => kind === 'wasm' && threads === 2)
      .flatMap((contender) => targetsOf(network, contender, figures)),
  ).flat();
  if (targets.length === 0) return '';
  return table(
    ['', 'wanted', 'measured', ''],
    targets.map(({ title, wanted, measured, reached }) => [
      title,
      wanted,
      measured,
      reached ? 'reached' : 'NOT REACHED',
    ]),
  );
}

function targetsOf(network: string, { key }: Contender, figures: ReadonlyMap<string, Figures>): Target[] {
  const own = figures.get(key);
  if (!own) return [];
  const node = key.replace(/^.*@/, '');
  const name = (what: string) => `${network}, ${node}: ${what}`;
  const targets: Target[] = [];
  const faster = (other: string, than: string, factor: number) => {
    const theirs = figures.get(other);
    if (!theirs) return;
    const { median } = ratios(theirs.epochSeconds, own.epochSeconds);
    targets.push({
      title: name(`train epoch against ${than}`),
      wanted: `≥ ${factor}×`,
      measured: `${median.toFixed(2)}×`,
      reached: median >= factor,
    });
  };
  const fasterThanPytorch = (factor: number) => {
    const [best] = [reference, singleThreaded]
      .filter((other) => figures.has(other))
      .sort((left, right) => medianEpoch(figures, left) - medianEpoch(figures, right));
    if (best) faster(best, best === reference ? 'PyTorch' : 'PyTorch, 1 thread (its faster)', factor);
  };
  const below = (what: string, values: readonly number[], limit: number, unit: string) => {
    if (values.length === 0) return;
    const { median } = spread(values);
    const digits = limit < 10 ? 2 : 0;
    targets.push({
      title: name(what),
      wanted: `< ${limit} ${unit}`,
      measured: `${median.toFixed(digits)} ${unit}`,
      reached: median < limit,
    });
  };
  if (network !== 'tutorial') {
    fasterThanPytorch(2);
    return targets;
  }
  const relaxed = Number(node.replace('node', '')) >= relaxedSince;
  fasterThanPytorch(relaxed ? 5 : 3.5);
  faster('tfjs-node', 'tfjs-node', 10);
  faster(key.replace('wasm-2', 'wasm-1'), '1 thread', 1.6);
  below(
    'evaluation of 10000 images',
    own.evaluationSeconds.map((seconds, round) => seconds / own.epochSeconds[round]),
    0.25,
    'epochs',
  );
  below(
    'compile and plan',
    own.compileSeconds.map((seconds) => seconds * 1000),
    200,
    'ms',
  );
  below('peak resident memory', own.peakMegabytes, 350, 'MB');
  below('loading MNIST', own.loadSeconds, 0.5, 's');
  return targets;
}

function medianEpoch(figures: ReadonlyMap<string, Figures>, key: string): number {
  const own = figures.get(key);
  return own ? spread(own.epochSeconds).median : Infinity;
}
