/** The engines against each other over a whole epoch: the same digits, weights and dropout masks. */
import { expect, it } from 'vitest';
import { defaultConfig } from '../../src/shared/config';
import { fillBatch, newBatch } from '../../src/trainer/data/batches';
import { loadDataset } from '../../src/trainer/data/dataset';
import { tensorflowEngine } from '../../src/trainer/engines/tensorflow/engine';
import { isTensorflowAvailable } from '../../src/trainer/engines/tensorflow/load';
import { wasmEngine } from '../../src/trainer/engines/wasm/engine';
import { DropoutSource } from '../../src/trainer/model/dropout';
import { initialWeights } from '../../src/trainer/model/initialise';
import { describeNetwork } from '../../src/shared/network/describeNetwork';
import { randomStreams } from '../../src/trainer/random';

const batchSize = 64;
const available = isTensorflowAvailable(['.']);
const obstacle = available ? '' : ' (skipped: "npm run setup:tensorflow" was not possible here)';

it.skipIf(!available)(
  `wasm and tensorflow have the same loss curve${obstacle}`,
  { timeout: 600_000 },
  async () => {
    const config = defaultConfig();
    const dataset = await loadDataset({
      choice: 'synthetic',
      dataDirectory: '',
      environmentDirectory: '',
      cacheDirectory: '',
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    const network = describeNetwork(config, dataset.size, 10);
    const random = randomStreams(config.seed);
    const weights = initialWeights(network, random.weights);
    const dropout = new DropoutSource(network, batchSize, random.dropout);
    const options = { batchSize, threads: 0 };
    const wasm = await wasmEngine(network, options);
    const tensorflow = await tensorflowEngine(['.'])(network, options);
    wasm.writeWeights(weights);

    const order = random.order.permutation(dataset.train.count);
    const batch = newBatch(784, batchSize, dataset.normalization);
    let largest = 0;
    for (let from = 0; from < dataset.train.count; from += batchSize) {
      const count = Math.min(batchSize, dataset.train.count - from);
      fillBatch(dataset.train, order, from, count, batch);
      const masks = dropout.draw(count);
      // From the same weights at every step: left alone, two float32 engines drift apart, for where a sampling point
      // meets a pixel, rounding decides on which side of a kink the gradient is taken.
      tensorflow.writeWeights(wasm.readWeights());
      const step = [batch, masks, config.learningRate] as const;
      const losses = [wasm, tensorflow].map((engine) => engine.trainStep(...step).loss);
      largest = Math.max(largest, Math.abs(losses[0] - losses[1]) / losses[1]);
    }
    wasm.dispose();
    tensorflow.dispose();
    console.log(`Largest difference of a batch's loss over the epoch: ${largest.toExponential(1)} of it.`);
    expect(largest).toBeLessThan(1e-5);
  },
);
