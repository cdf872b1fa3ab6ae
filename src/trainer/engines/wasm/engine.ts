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
} from '../engine';
import { imagesFrom, type Images } from '../images';
import { BatchMemory } from './batchMemory';
import { compileNetwork } from './compile';
import { physicalCores } from './cores';
import { detectFeatures, type Features } from './features';
import { writeGrids } from './gridPlan';
import type { MemoryPlan, PlanarImage } from './layout';
import { planMemory } from './memoryPlan';
import { BLOCK_IMAGES, CONTROL, ORDER, PARTS, weightTasks } from './tasks';
import { Team } from './team';
import { webAssembly } from './webAssembly';
import { WeightMemory } from './weightMemory';

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
  private readonly words: Int32Array;
  private readonly weights: WeightMemory;
  private readonly batch: BatchMemory;

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
    this.words = new Int32Array(buffer);
    this.weights = new WeightMemory(buffer, network, plan);
    this.batch = new BatchMemory(buffer, network, plan);
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
      this.batch.writeImages(imagesFrom(images, first * this.batch.imageLength), some);
      this.batch.writeLabels(new Uint8Array(some), some);
      this.batch.setMasks(noMasks, some);
      this.words[CONTROL.imageCount / 4] = some;
      this.forward(some, result, first);
    }
    return result;
  }

  gradients(batch: Batch, masks: DropoutMasks): Gradients {
    this.computeBatch(batch, masks, ORDER.train);
    this.team.run(ORDER.sumGradients, this.weightTasks);
    const gradients = this.weights.read(this.plan.gradients);
    const step = this.stepResult(batch.count);
    const result = this.inference(batch.count);
    this.forward(batch.count, result, 0);
    return { ...step, ...result, gradients };
  }

  readWeights(): NamedTensors {
    return this.weights.read(this.plan.parameters);
  }

  writeWeights(weights: NamedTensors): void {
    this.weights.write(weights, this.plan.parameters);
  }

  readOptimizer(): OptimizerState {
    return { steps: this.steps, means: this.plan.means.map((mean) => this.weights.read(mean)) };
  }

  writeOptimizer({ steps, means }: OptimizerState): void {
    if (means.length !== this.plan.means.length) {
      throw new Error(`The optimizer keeps ${this.plan.means.length} means, not ${means.length}`);
    }
    means.forEach((mean, position) => this.weights.write(mean, this.plan.means[position]));
    this.steps = steps;
  }

  dispose(): void {
    this.team.dispose();
  }

  private computeBatch(batch: Batch, masks: DropoutMasks, order: number): void {
    const { images, labels, count } = batch;
    if (!Number.isInteger(count) || count < 1 || count > this.plan.batchSize) {
      throw new Error(`A batch of ${count} images, but the engine takes 1 to ${this.plan.batchSize}`);
    }
    this.batch.writeImages(images, count);
    this.batch.writeLabels(labels, count);
    this.batch.setMasks(masks, count);
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
