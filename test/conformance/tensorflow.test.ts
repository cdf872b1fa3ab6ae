import { describe, expect, it } from 'vitest';
import { tensorflowEngine } from '../../src/trainer/engines/tensorflow/engine';
import { isTensorflowAvailable, loadTensorflow } from '../../src/trainer/engines/tensorflow/load';
import { describeEngineConformance } from './engineConformance';
import { describeOptimizerConformance } from './optimizerConformance';
import { describeOptimizerRoundTrip } from './optimizerRoundTrip';
import { seededBatch, seededWeights, smallNetwork } from './smallNetworks';

const directories = ['.'];

if (isTensorflowAvailable(directories)) {
  describeEngineConformance('tensorflow', tensorflowEngine(directories), {
    golden: 1e-4,
    differences: 1e-4,
  });
  describeOptimizerConformance('tensorflow', tensorflowEngine(directories), 1e-4);
  describeOptimizerRoundTrip('tensorflow', tensorflowEngine(directories));
  describe('tensorflow engine', () => {
    it('leaves no tensor behind', leavesNoTensorBehind);
    it('says which TensorFlow and how many threads compute', async () => {
      const engine = await make();
      expect(engine.detail).toMatch(/^TensorFlow \d+\.\d+\.\d+, \d+ threads?$/);
      expect(engine.threads).toBe(loadTensorflow(directories, engine.threads + 1).threads);
      engine.dispose();
    });
  });
} else {
  const message =
    'tensorflow engine: @tensorflow/tfjs-node is not installed; "npm run setup:tensorflow" does that';
  console.log(`Skipped: ${message}.`);
  it.skip(message, () => undefined);
}

const network = smallNetwork(
  { height: 12, width: 12, channels: 1 },
  { transformer: { kind: 'tps', count: 2, identityPenalty: 0.1, outsidePenalty: 1 } },
);
const make = () => tensorflowEngine(directories)(network, { batchSize: 4, threads: 0 });

async function leavesNoTensorBehind(): Promise<void> {
  const { tf } = loadTensorflow(directories, 0);
  const before = tf.memory().numTensors;
  const engine = await make();
  engine.writeWeights(seededWeights(network, 1));
  const weights = tf.memory().numTensors;
  const batch = seededBatch(network, 2, 4);
  for (let step = 0; step < 5; step++) {
    engine.trainStep(batch, new Map(), 0.1);
    engine.gradients(batch, new Map());
    engine.evaluate(batch);
    engine.infer(batch.images, 3);
    engine.readWeights();
    engine.writeWeights(seededWeights(network, step));
    expect(() => engine.writeWeights(new Map())).toThrow('missing');
    expect(tf.memory().numTensors).toBe(weights);
  }
  engine.dispose();
  expect(tf.memory().numTensors).toBe(before);
}
