/** Weights, and what has a number for each of them, by name: in the memory they lie as kernels read them best. */
import { elements, type NetworkSpec } from '../../../shared/network/network';
import type { NamedTensors, Tensor } from '../engine';
import type { MemoryPlan } from './layout';
import { weightTensors, type WeightTensor } from './weightLayout';

export class WeightMemory {
  private readonly floats: Float32Array;
  private readonly weights: readonly WeightTensor[];

  constructor(
    buffer: ArrayBuffer | SharedArrayBuffer,
    network: NetworkSpec,
    private readonly plan: MemoryPlan,
  ) {
    this.floats = new Float32Array(buffer);
    this.weights = weightTensors(network, plan);
  }

  /** @param region address of numbers that are laid out as the parameters */
  read(region: number): NamedTensors {
    const distance = region - this.plan.parameters;
    return new Map(
      this.weights.map(({ name, shape, forEach }): [string, Tensor] => {
        const values = new Float32Array(elements(shape));
        forEach((index, address) => (values[index] = this.floats[(address + distance) / 4]));
        return [name, { shape, values }];
      }),
    );
  }

  /**
   * @param region address of numbers that are laid out as the parameters
   * @throws Error where names or shapes are others than the network's; nothing has changed then
   */
  write(weights: NamedTensors, region: number): void {
    const known = new Set(this.weights.map(({ name }) => name));
    const unknown = [...weights.keys()].find((name) => !known.has(name));
    if (unknown !== undefined) throw new Error(`The network has no weight ${unknown}`);
    const tensors = this.weights.map((target) => {
      const tensor = weights.get(target.name);
      if (!tensor) throw new Error(`The weight ${target.name} is missing`);
      const [given, wanted] = [tensor.shape, target.shape].map((shape) => `[${shape.join(', ')}]`);
      if (given !== wanted) throw new Error(`The weight ${target.name} is to be ${wanted}, not ${given}`);
      if (tensor.values.length !== elements(target.shape)) {
        throw new Error(`The weight ${target.name} ${wanted} has ${tensor.values.length} numbers`);
      }
      return { target, values: tensor.values };
    });
    // The padding too: a run that diverged leaves numbers there that are none.
    const { parameters, parameterBytes } = this.plan;
    this.floats.fill(0, region / 4, (region + parameterBytes) / 4);
    const distance = region - parameters;
    for (const { target, values } of tensors) {
      target.forEach((index, address) => (this.floats[(address + distance) >>> 2] = values[index]));
    }
  }
}
