/** An engine for inquiries alone, so that a training's is left as it is: it takes the weights of any moment. */
import { messageOf } from '../../shared/messageOf';
import type { Engine, NamedTensors } from '../engines/engine';
import { wasmEngine } from '../engines/wasm/engine';
import { weightShapes, type NetworkSpec } from '../../shared/network/network';
import { UserError } from '../userError';

/** Few, so that it needs little memory; more are looked at one batch after the other. */
const batchSize = 32;

export class InquiryEngine {
  /** That the engine computes with now. */
  private held: NamedTensors | undefined;
  private readonly wanted: ReadonlySet<string>;

  private constructor(
    network: NetworkSpec,
    private readonly engine: Engine,
  ) {
    this.wanted = new Set(weightShapes(network).map(({ name }) => name));
  }

  /** @throws UserError where there is no memory for it */
  static async of(network: NetworkSpec): Promise<InquiryEngine> {
    return new InquiryEngine(network, await wasmEngine(network, { batchSize, threads: 1 }));
  }

  /**
   * @param weights of this network, or of one that it is a part of
   * @throws UserError where they are another network's
   */
  with(weights: NamedTensors): Engine {
    if (this.held === weights) return this.engine;
    this.held = undefined;
    try {
      this.engine.writeWeights(new Map([...weights].filter(([name]) => this.wanted.has(name))));
    } catch (error) {
      throw new UserError(`The weights are not this run’s (${messageOf(error)}): choose another epoch.`);
    }
    this.held = weights;
    return this.engine;
  }

  dispose(): void {
    this.engine.dispose();
  }
}
