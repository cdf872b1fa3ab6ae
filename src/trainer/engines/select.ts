/** Which engine computes a run, and why. */
import { join } from 'node:path';
import type { Config } from '../../shared/config';
import type { Places } from '../../shared/trainerCommands';
import type { NetworkSpec } from '../../shared/network/network';
import { describeOptimizer } from '../model/optimizer';
import type { EngineName } from './engine';
import { fastestEngine, type Candidate, type SelectedEngine, type Task } from './fastest';
import { tensorflowEngine } from './tensorflow/engine';
import { isTensorflowAvailable } from './tensorflow/load';
import { timeApart } from './timeApart';
import { TimingCache } from './timingCache';
import { wasmEngine } from './wasm/engine';

export type { SelectedEngine } from './fastest';

export interface Surroundings {
  /** Where `node_modules/@tensorflow/tfjs-node` may be. */
  readonly directories: readonly string[];
  /** Keeps timings; empty for nowhere. */
  readonly cacheDirectory: string;
  /** Bundle of timingProcess.ts. */
  readonly timingScript: string;
}

export function describeTask(config: Config, network: NetworkSpec): Task {
  const { batchSize, testBatchSize, threads } = config;
  const options = {
    batchSize: Math.max(batchSize, testBatchSize),
    threads,
    optimizer: describeOptimizer(config),
  };
  return { network, options, batchSize };
}

/** @param distribution folder of the built bundles; its parent's own node_modules count too */
export function describeSurroundings(places: Places, distribution: string): Surroundings {
  const { cacheDirectory, tensorflowDirectory } = places;
  const project = join(distribution, '..');
  const directories = [...(tensorflowDirectory ? [tensorflowDirectory] : []), project];
  return { directories, cacheDirectory, timingScript: join(distribution, 'timing.js') };
}

/** @throws UserError where the configured engine can't run here */
export async function selectEngine(
  choice: Config['engine'],
  task: Task,
  surroundings: Surroundings,
): Promise<SelectedEngine> {
  const { wasm, tensorflow } = allEngines(surroundings);
  if (choice === 'auto') {
    const available = isTensorflowAvailable(surroundings.directories) ? [wasm, tensorflow] : [wasm];
    return await selectAutomatically(available, task, surroundings.cacheDirectory);
  }
  const { create } = choice === 'wasm' ? wasm : tensorflow;
  return { engine: await create(task.network, task.options), reason: 'chosen by stn.engine' };
}

/** @param available engines that are installed */
export async function selectAutomatically(
  available: readonly Candidate[],
  task: Task,
  cacheDirectory: string,
): Promise<SelectedEngine> {
  if (available.length > 1) return await fastestEngine(available, task, new TimingCache(cacheDirectory));
  const engine = await available[0].create(task.network, task.options);
  return { engine, reason: 'the only engine installed here' };
}

/** Installed or not. */
export function allEngines({ directories, timingScript }: Surroundings): Record<EngineName, Candidate> {
  return {
    wasm: { name: 'wasm', create: wasmEngine },
    tensorflow: {
      name: 'tensorflow',
      create: tensorflowEngine(directories),
      timeApart: (task, seconds) => timeApart(timingScript, { task, directories, seconds }),
    },
  };
}
