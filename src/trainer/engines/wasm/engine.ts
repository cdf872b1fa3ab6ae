/** The embedded engine: the network of a run, compiled into WebAssembly of its own. */
import { adam, clipEpsilon, plainSgd, type OptimizerSpec } from '../../model/optimizer';
import { UserError } from '../../userError';
import { thetaLength as lengthOfTheta } from '../../../shared/transformers/spec';
import { elements, thetaLength, type NetworkSpec } from '../../../shared/network/network';
import type {
  Batch,
  DropoutMasks,
  Engine,
  EngineFactory,
  EngineOptions,
  Evaluated,
  Gradients,
  Inference,
  NamedTensors,
  OptimizerState,
  StepResult,
  Tensor,
} from '../engine';
import { imagesFrom, type Images } from '../images';
import { compileNetwork } from './compile';
import { physicalCores } from './cores';
import { detectFeatures, type Features } from './features';
import { writeGrids } from './gridPlan';
import type { MaskPlan, MemoryPlan, PlanarImage } from './layout';
import { planMemory } from './memoryPlan';
import { BLOCK_IMAGES, CONTROL, ORDER, PARTS, weightTasks } from './tasks';
import { Team } from './team';
import { webAssembly } from './webAssembly';
import { weightTensors, type WeightTensor } from './weightLayout';

export const wasmEngine: EngineFactory = (network, options) =>
  createWasmEngine(network, options, detectFeatures());

export async function createWasmEngine(
  network: NetworkSpec,
  { batchSize, threads, optimizer = plainSgd }: EngineOptions,
  features: Features,
): Promise<Engine> {
  const count = Math.min(threads === 0 ? physicalCores() : threads, PARTS);
  const shared = count > 1;
  const plan = planMemory(network, batchSize, count, features.vectorsAtOnce, optimizer);
  const bytes = compileNetwork(network, plan, features, shared, optimizer);
  let memory;
  try {
    memory = new webAssembly.Memory({ initial: plan.pages, maximum: plan.pages, shared });
  } catch (error) {
    throw new UserError(
      `The wasm engine could not get the ${Math.ceil(plan.pages / 16)} MB of memory that this network and batch size need; use smaller batches, fewer filters or fewer hidden units.`,
      { cause: error },
    );
  }
  const team = await Team.start(new webAssembly.Module(bytes), memory, count);
  const detail = `WebAssembly with ${features.relaxedSimd ? 'relaxed' : 'plain'} SIMD`;
  return new WasmEngine(network, plan, optimizer, team, memory.buffer, count, detail);
}

const noMasks: DropoutMasks = new Map();

class WasmEngine implements Engine {
  readonly name = 'wasm';
  private readonly weightTasks: number;
  /** Steps of the optimizer so far. */
  private steps = 0;
  private readonly floats: Float32Array;
  private readonly bytes: Uint8Array;
  private readonly words: Int32Array;
  private readonly weights: readonly WeightTensor[];
  /** Masks that hold ones throughout, as they do where nothing is dropped. */
  private readonly plainMasks = new Set<MaskPlan>();

  constructor(
    private readonly network: NetworkSpec,
    private readonly plan: MemoryPlan,
    private readonly optimizer: OptimizerSpec,
    private readonly team: Team,
    buffer: ArrayBuffer | SharedArrayBuffer,
    readonly threads: number,
    readonly detail: string,
  ) {
    this.floats = new Float32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.weights = weightTensors(network, plan);
    this.weightTasks = weightTasks([...plan.localization, ...plan.classifier]);
    if (plan.sampler) writeGrids(this.floats, network, plan.sampler, plan.transformers);
  }

  trainStep(batch: Batch, masks: DropoutMasks, learningRate: number): StepResult {
    this.computeBatch(batch, masks, ORDER.train);
    this.prepareStep(learningRate);
    if (this.optimizer.gradientClip > 0) {
      this.team.run(ORDER.sumGradients, this.weightTasks);
      this.floats[CONTROL.clipFactor / 4] = this.clipFactor();
      this.team.run(ORDER.stepOnly, this.weightTasks);
    } else {
      this.team.run(ORDER.step, this.weightTasks);
    }
    return this.stepResult(batch.count);
  }

  evaluate(batch: Batch): Evaluated {
    const { count } = batch;
    this.computeBatch(batch, noMasks, ORDER.evaluate);
    const theta = new Float32Array(count * thetaLength(this.network));
    const logProbabilities = new Float32Array(count * this.network.classes);
    for (let image = 0; image < count; image++) {
      this.copyThetas(image, theta, image);
      this.copyLogProbabilities(image, logProbabilities, image);
    }
    return { lossSum: this.lossSum(count), correct: this.correct(count), theta, logProbabilities };
  }

  infer(images: Images, count: number): Inference {
    const result = this.inference(count);
    for (let first = 0; first < count; first += this.plan.batchSize) {
      const some = Math.min(this.plan.batchSize, count - first);
      this.writeImages(imagesFrom(images, first * this.imageLength), some);
      this.setMasks(noMasks, some);
      this.words[CONTROL.imageCount / 4] = some;
      this.bytes.fill(0, this.plan.labels, this.plan.labels + some);
      this.forward(some, result, first);
    }
    return result;
  }

  gradients(batch: Batch, masks: DropoutMasks): Gradients {
    this.computeBatch(batch, masks, ORDER.train);
    this.team.run(ORDER.sumGradients, this.weightTasks);
    const gradients = this.readTensors(this.plan.gradients - this.plan.parameters);
    const step = this.stepResult(batch.count);
    const result = this.inference(batch.count);
    this.forward(batch.count, result, 0);
    return { ...step, ...result, gradients };
  }

  readWeights(): NamedTensors {
    return this.readTensors(0);
  }

  writeWeights(weights: NamedTensors): void {
    this.writeTensors(weights, this.plan.parameters);
  }

  readOptimizer(): OptimizerState {
    const { means, parameters } = this.plan;
    return { steps: this.steps, means: means.map((mean) => this.readTensors(mean - parameters)) };
  }

  writeOptimizer({ steps, means }: OptimizerState): void {
    if (means.length !== this.plan.means.length) {
      throw new Error(`The optimizer keeps ${this.plan.means.length} means, not ${means.length}`);
    }
    means.forEach((mean, position) => this.writeTensors(mean, this.plan.means[position]));
    this.steps = steps;
  }

  dispose(): void {
    this.team.dispose();
  }

  /** @param region address of numbers that are laid out as the parameters */
  private writeTensors(weights: NamedTensors, region: number): void {
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

  private computeBatch(batch: Batch, masks: DropoutMasks, order: number): void {
    const { images, labels, count } = batch;
    if (!Number.isInteger(count) || count < 1 || count > this.plan.batchSize) {
      throw new Error(`A batch of ${count} images, but the engine takes 1 to ${this.plan.batchSize}`);
    }
    this.writeImages(images, count);
    for (let image = 0; image < count; image++) {
      if (labels[image] >= this.network.classes) {
        throw new Error(
          `Label ${labels[image]} of image ${image}, but there are ${this.network.classes} classes`,
        );
      }
      this.bytes[this.plan.labels + image] = labels[image];
    }
    this.setMasks(masks, count);
    const partImages = Math.ceil(count / PARTS);
    const parts = Math.ceil(count / partImages);
    this.words[CONTROL.imageCount / 4] = count;
    this.words[CONTROL.partImages / 4] = partImages;
    this.words[CONTROL.parts / 4] = parts;
    this.team.run(order, parts);
  }

  private prepareStep(learningRate: number): void {
    const { floats } = this;
    this.steps++;
    floats[CONTROL.classifierRate / 4] = learningRate;
    floats[CONTROL.localizationRate / 4] = learningRate * this.optimizer.localizationRate;
    floats[CONTROL.firstCorrection / 4] = 1 - adam.beta1 ** this.steps;
    floats[CONTROL.secondCorrection / 4] = 1 - adam.beta2 ** this.steps;
  }

  /** As `clip_grad_norm_`, from the gradients just summed up. */
  private clipFactor(): number {
    let sum = 0;
    for (let task = 0; task < this.weightTasks; task++) sum += this.floats[this.plan.squares / 4 + task];
    return Math.min(1, this.optimizer.gradientClip / (Math.sqrt(sum) + clipEpsilon));
  }

  private get imageLength(): number {
    return elements(Object.values(this.network.input));
  }

  private writeImages(images: Images, count: number): void {
    const { plan } = this;
    const asPixels = !(images instanceof Float32Array);
    const values = asPixels ? images.pixels : images;
    const length = count * this.imageLength;
    if (values.length < length) {
      throw new Error(`${values.length} numbers are too few for ${count} images`);
    }
    const read = values.length === length ? values : values.subarray(0, length);
    this.words[CONTROL.pixelsGiven / 4] = asPixels ? 1 : 0;
    if (asPixels) {
      this.bytes.set(read, plan.pixels);
      this.floats.set(images.table, plan.pixelTable / 4);
    } else {
      this.floats.set(read, plan.numbers.offset / 4);
    }
  }

  private setMasks(masks: DropoutMasks, count: number): void {
    for (const mask of this.plan.masks) {
      const values = masks.get(mask.layer);
      if (values) {
        this.writeMask(mask, values, count);
        this.plainMasks.delete(mask);
      } else if (!this.plainMasks.has(mask)) {
        const length = (mask.pitch / 4) * this.plan.batchSize;
        this.floats.fill(1, mask.address / 4, mask.address / 4 + length);
        this.plainMasks.add(mask);
      }
    }
  }

  private writeMask({ layer, width, address, pitch }: MaskPlan, values: Float32Array, count: number): void {
    if (values.length < count * width) {
      throw new Error(
        `The mask of ${layer} has ${values.length} numbers, but ${count} × ${width} are needed`,
      );
    }
    let from = 0;
    for (let image = 0; image < count; image++) {
      const to = (address + image * pitch) / 4;
      for (let position = 0; position < width; position++) this.floats[to + position] = values[from++];
    }
  }

  /** Forward in this thread, keeping what passes through the blocks' buffers. */
  private forward(count: number, into: Inference, first: number): void {
    const { plan } = this;
    for (let block = 0; block < count; block += BLOCK_IMAGES) {
      const images = Math.min(BLOCK_IMAGES, count - block);
      this.team.own.forward(plan.scratch, block, images);
      for (let image = 0; image < images; image++) {
        const number = block + image;
        const to = first + number;
        this.copyLogProbabilities(number, into.logProbabilities, to);
        this.copyThetas(number, into.theta, to);
        const transformed = plan.sampler?.output ?? plan.images;
        const { buffer } = transformed;
        const [start, place] = buffer.space === 'batch' ? [0, number] : [plan.scratch, image];
        this.copyImage(start + buffer.offset + place * buffer.pitch, transformed, into.transformed, to);
      }
    }
  }

  private copyLogProbabilities(image: number, into: Float32Array, to: number): void {
    const { offset, pitch } = this.plan.logProbabilities;
    const { classes } = this.network;
    this.copy(offset + image * pitch, classes, into, to * classes);
  }

  /** One transformer's after the other's. */
  private copyThetas(image: number, into: Float32Array, to: number): void {
    let position = to * thetaLength(this.network);
    for (const { grid } of this.plan.transformers) {
      const length = lengthOfTheta(grid.spec);
      this.copy(grid.theta.offset + image * grid.theta.pitch, length, into, position);
      position += length;
    }
  }

  /** From planes to channels last. */
  private copyImage(address: number, planar: PlanarImage, into: Float32Array, image: number): void {
    const { size, rowPitch, planePitch } = planar;
    const { height, width, channels } = size;
    let to = image * height * width * channels;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < channels; channel++) {
          into[to++] = this.floats[(address + channel * planePitch + y * rowPitch) / 4 + x];
        }
      }
    }
  }

  private copy(address: number, count: number, into: Float32Array, position: number): void {
    into.set(this.floats.subarray(address / 4, address / 4 + count), position);
  }

  private inference(count: number): Inference {
    return {
      theta: new Float32Array(count * thetaLength(this.network)),
      transformed: new Float32Array(
        count *
          elements([
            this.network.transformed.height,
            this.network.transformed.width,
            this.network.transformed.channels,
          ]),
      ),
      logProbabilities: new Float32Array(count * this.network.classes),
    };
  }

  private readTensors(distance: number): NamedTensors {
    return new Map(
      this.weights.map(({ name, shape, forEach }): [string, Tensor] => {
        const values = new Float32Array(elements(shape));
        forEach((index, address) => (values[index] = this.floats[(address + distance) / 4]));
        return [name, { shape, values }];
      }),
    );
  }

  private stepResult(count: number): StepResult {
    return { loss: this.lossSum(count) / count, correct: this.correct(count) };
  }

  private lossSum(count: number): number {
    let sum = 0;
    for (let image = 0; image < count; image++) sum += this.floats[this.plan.losses / 4 + image];
    return sum;
  }

  private correct(count: number): number {
    let sum = 0;
    for (let image = 0; image < count; image++) sum += this.words[this.plan.correct / 4 + image];
    return sum;
  }
}
