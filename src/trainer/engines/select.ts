/** Which engine computes a run, and why. */
import type { Config } from '../../shared/config';
import type { Places } from '../../shared/trainerProtocol';
import type { NetworkSpec } from '../model/network';
import type { Engine, EngineOptions } from './engine';
import { tensorflowEngine } from './tensorflow/engine';
import { wasmEngine } from './wasm/engine';

export interface SelectedEngine {
  readonly engine: Engine;
  /** For the log and the dashboard. */
  readonly reason: string;
}

/**
 * @param directories where `node_modules/@tensorflow/tfjs-node` may be
 * @throws UserError where the configured engine can't run here
 */
export async function selectEngine(
  choice: Config['engine'],
  network: NetworkSpec,
  options: EngineOptions,
  directories: readonly string[],
): Promise<SelectedEngine> {
  switch (choice) {
    case 'tensorflow':
      return {
        engine: await tensorflowEngine(directories)(network, options),
        reason: 'chosen by stn.engine',
      };
    case 'wasm':
      return { engine: await wasmEngine(network, options), reason: 'chosen by stn.engine' };
    case 'auto':
      return {
        engine: await wasmEngine(network, options),
        reason: 'the fastest there is for this network, by our measurements',
      };
  }
}

/** @param project folder of the extension or the checkout, whose own node_modules count too */
export function tensorflowDirectories({ tensorflowDirectory }: Places, project: string): string[] {
  return [...(tensorflowDirectory ? [tensorflowDirectory] : []), project];
}
