/** The fastest engine for a network, by a short timing that is kept. */
import { messageOf } from '../../shared/messageOf';
import type { NetworkSpec } from '../../shared/network/network';
import type { Engine, EngineFactory, EngineName, EngineOptions } from './engine';
import { timeTraining } from './timing';
import { timingKey, type Rates, type TimingCache } from './timingCache';

export interface SelectedEngine {
  readonly engine: Engine;
  /** For the log and the dashboard. */
  readonly reason: string;
}

export interface Candidate {
  readonly name: EngineName;
  readonly create: EngineFactory;
  /** Where it is not to be timed in this process: gives images a second. */
  readonly timeApart?: (task: Task, seconds: number) => Promise<number>;
}

/** What an engine is wanted for. */
export interface Task {
  readonly network: NetworkSpec;
  readonly options: EngineOptions;
  /** Images of a training step. */
  readonly batchSize: number;
}

/** For each engine, besides loading and compiling it. */
const seconds = 0.15;

/**
 * @param candidates at least two
 * @throws the first candidate's error where none can run here
 */
export async function fastestEngine(
  candidates: readonly Candidate[],
  task: Task,
  cache: TimingCache,
): Promise<SelectedEngine> {
  const { network, options, batchSize } = task;
  const key = timingKey(network, batchSize, options);
  const known = cache.read(key);
  const kept = candidates.every(({ name }) => known?.has(name)) ? known : undefined;
  const failures = new Map<EngineName, unknown>();
  const rates = kept ?? (await measure(candidates, task, failures));
  if (!kept && failures.size === 0) cache.write(key, rates);
  const ranking = candidates
    .filter(({ name }) => rates.has(name))
    .sort((a, b) => (rates.get(b.name) ?? 0) - (rates.get(a.name) ?? 0));
  for (const { name, create } of ranking) {
    try {
      // Anew: the one that was timed has an optimizer that has seen steps.
      const engine = await create(network, options);
      return { engine, reason: reasonFor(name, rates, failures, kept !== undefined) };
    } catch (error) {
      failures.set(name, error);
    }
  }
  throw failures.get(candidates[0].name);
}

async function measure(
  candidates: readonly Candidate[],
  task: Task,
  failures: Map<EngineName, unknown>,
): Promise<Rates> {
  const rates = new Map<EngineName, number>();
  for (const candidate of candidates) {
    const time = candidate.timeApart ?? timeHere(candidate.create);
    try {
      rates.set(candidate.name, await time(task, seconds));
    } catch (error) {
      failures.set(candidate.name, error);
    }
  }
  return rates;
}

function timeHere(create: EngineFactory): NonNullable<Candidate['timeApart']> {
  return async ({ network, options, batchSize }, seconds) => {
    const engine = await create(network, options);
    try {
      return timeTraining(engine, network, batchSize, seconds);
    } finally {
      engine.dispose();
    }
  };
}

function reasonFor(
  chosen: EngineName,
  rates: Rates,
  failures: ReadonlyMap<EngineName, unknown>,
  kept: boolean,
): string {
  const others = [...rates.keys()].filter((name) => name !== chosen && !failures.has(name));
  const speed = (name: EngineName): string => speedText(rates.get(name) ?? 0);
  const against = others.map((name) => `${speed(name)} of ${name}`).join(' and ');
  const reason = against
    ? `fastest here: ${speed(chosen)} images/s against ${against}, measured ${kept ? 'before' : 'just now'}`
    : 'the only engine that works here';
  const leftOut = [...failures].map(([name, error]) => `${name} is left out: ${sentenceOf(error)}`);
  return [reason, ...leftOut].join('; ');
}

/** 16,900: more digits than three would pretend a precision that a short timing does not have. */
function speedText(rate: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(rate);
}

function sentenceOf(error: unknown): string {
  return messageOf(error).replace(/\.$/, '');
}
