/** The `tensorflow` engine: the network in tfjs-core on TensorFlow's own kernels, through @tensorflow/tfjs-node. */
import type { Scalar, Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { elements, weightShapes, type NetworkSpec } from '../../../shared/network/network';
import { plainSgd, type OptimizerSpec } from '../../model/optimizer';
import type {
  Batch,
  DropoutMasks,
  Engine,
  EngineFactory,
  Evaluated,
  Gradients,
  Inference,
  NamedTensors,
  OptimizerState,
  StepResult,
  Tensor,
} from '../engine';
import type { Images } from '../images';
import { loadTensorflow, type LoadedTensorflow, type Tf } from './load';
import { TensorflowOptimizer } from './optimizer';
import { meanLoss, NetworkRunner, type Forward, type TfWeights } from './network';

/**
 * @param directories where tfjs-node may be: see `loadTensorflow`
 * @returns a factory that throws UserError where it is missing or can't be loaded
 */
export function tensorflowEngine(directories: readonly string[]): EngineFactory {
  // Async, so that a missing library rejects as the interface says.
  // eslint-disable-next-line @typescript-eslint/require-await
  return async (network, { threads, optimizer }) =>
    new TensorflowEngine(loadTensorflow(directories, threads), network, optimizer);
}

class TensorflowEngine implements Engine {
  readonly name = 'tensorflow';
  readonly detail: string;
  readonly threads: number;
  private readonly tf: Tf;
  private readonly runner: NetworkRunner;
  private readonly optimizer: TensorflowOptimizer;
  private weights: TfWeights;

  constructor(
    { tf, version, threads }: LoadedTensorflow,
    private readonly network: NetworkSpec,
    optimizer: OptimizerSpec = plainSgd,
  ) {
    this.tf = tf;
    this.runner = new NetworkRunner(tf, network);
    this.optimizer = new TensorflowOptimizer(tf, optimizer);
    this.threads = threads;
    this.detail = `TensorFlow ${version}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    this.weights = new Map(weightShapes(network).map(({ name, shape }) => [name, tf.zeros(shape)]));
  }

  trainStep(batch: Batch, masks: DropoutMasks, learningRate: number): StepResult {
    return inScope(this.tf, () => {
      const { forward, gradients } = this.differentiate(batch, masks);
      this.replaceWeights(this.optimizer.step(this.weights, gradients, learningRate));
      return meanOf(scoreBatch(forward, batch), batch);
    });
  }

  evaluate(batch: Batch): Evaluated {
    const { theta, logProbabilities } = this.infer(batch.images, batch.count);
    return { ...scoreBatch({ logProbabilities }, batch), theta, logProbabilities };
  }

  infer(images: Images, count: number): Inference {
    return inScope(this.tf, () => {
      const { theta, transformed, logProbabilities } = this.runner.run(
        ...([this.weights, images, count, new Map()] as const),
      );
      return { theta, transformed, logProbabilities };
    });
  }

  gradients(batch: Batch, masks: DropoutMasks): Gradients {
    return inScope(this.tf, () => {
      const { forward, gradients } = this.differentiate(batch, masks);
      const { theta, transformed, logProbabilities } = forward;
      const named = Array.from(this.weights.keys(), (name, i) => [name, read(gradients[i])] as const);
      return {
        ...meanOf(scoreBatch(forward, batch), batch),
        theta,
        transformed,
        logProbabilities,
        gradients: new Map(named),
      };
    });
  }

  readWeights(): NamedTensors {
    return new Map(Array.from(this.weights, ([name, weight]) => [name, read(weight)]));
  }

  writeWeights(weights: NamedTensors): void {
    this.replaceWeights(this.tensorsOf(weights));
  }

  readOptimizer(): OptimizerState {
    const names = [...this.weights.keys()];
    return {
      steps: this.optimizer.steps,
      means: this.optimizer.means.map(
        (mean) => new Map(mean.map((tensor, i) => [names[i], read(tensor)] as const)),
      ),
    };
  }

  writeOptimizer({ steps, means }: OptimizerState): void {
    this.optimizer.restore(
      steps,
      means.map((mean) => this.tensorsOf(mean)),
    );
  }

  dispose(): void {
    this.tf.dispose([...this.weights.values()]);
    this.weights = new Map();
    this.optimizer.dispose();
  }

  /** In the weights' order; the caller disposes of them. */
  private tensorsOf(weights: NamedTensors): TfTensor[] {
    const shapes = weightShapes(this.network);
    const unknown = [...weights.keys()].find((name) => !this.weights.has(name));
    if (unknown !== undefined) throw new Error(`The network has no weight named ${unknown}.`);
    const checked = shapes.map(({ name, shape }) => {
      const given = weights.get(name);
      if (!given) throw new Error(`The weight ${name} is missing.`);
      const fits = given.shape.join() === shape.join() && given.values.length === elements(shape);
      if (!fits) {
        throw new Error(
          `The weight ${name} is [${given.shape.join(', ')}] with ${given.values.length} numbers, not [${shape.join(', ')}].`,
        );
      }
      return given;
    });
    // A copy: the caller's array may change before TensorFlow takes it over.
    return checked.map(({ values, shape }) => this.tf.tensor(values.slice(), shape as number[], 'float32'));
  }

  /** Call it within a scope. Gradients are in the weights' order. */
  private differentiate(batch: Batch, masks: DropoutMasks): { forward: Forward; gradients: TfTensor[] } {
    const names = [...this.weights.keys()];
    const runs: Forward[] = [];
    const loss = (...weights: TfTensor[]): Scalar => {
      const named = new Map(names.map((name, i) => [name, weights[i]]));
      const forward = this.runner.run(named, batch.images, batch.count, masks);
      runs.push(forward);
      return meanLoss(this.tf, forward.logProbabilitiesTensor, batch);
    };
    const { grads } = this.tf.valueAndGrads(loss)([...this.weights.values()]);
    return { forward: runs[0], gradients: grads };
  }

  /** The new tensors outlive the scope that they were made in. */
  private replaceWeights(tensors: readonly TfTensor[]): void {
    this.tf.dispose([...this.weights.values()]);
    this.weights = new Map(
      Array.from(this.weights.keys(), (name, i) => [name, this.tf.keep(tensors[i])] as const),
    );
  }
}

/** As `tf.tidy`, but lets any result pass: tidy would search every number of it for tensors. */
function inScope<T>(tf: Tf, compute: () => T): T {
  tf.engine().startScope();
  try {
    return compute();
  } finally {
    tf.engine().endScope();
  }
}

function scoreBatch(
  { logProbabilities }: Pick<Inference, 'logProbabilities'>,
  { labels, count }: Batch,
): { lossSum: number; correct: number } {
  const classes = logProbabilities.length / count;
  let lossSum = 0;
  let correct = 0;
  for (let i = 0; i < count; i++) {
    const row = logProbabilities.subarray(i * classes, (i + 1) * classes);
    lossSum -= row[labels[i]];
    if (row.indexOf(Math.max(...row)) === labels[i]) correct++;
  }
  return { lossSum, correct };
}

function meanOf({ lossSum, correct }: { lossSum: number; correct: number }, { count }: Batch): StepResult {
  return { loss: lossSum / count, correct };
}

function read(tensor: TfTensor): Tensor {
  return { shape: tensor.shape, values: tensor.dataSync<'float32'>() };
}
