/** Entry of the process that times TensorFlow; see timeApart.ts. */
import { messageOf } from '../../shared/messageOf';
import { tensorflowEngine } from './tensorflow/engine';
import type { Request, Answer } from './timeApart';
import { timeTraining } from './timing';

async function time({ task, directories, seconds }: Request): Promise<Answer> {
  const { network, options, batchSize } = task;
  try {
    const engine = await tensorflowEngine(directories)(network, options);
    return { rate: timeTraining(engine, network, batchSize, seconds) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

process.once('message', (request: Request) => {
  void time(request).then((answer) => process.send?.(answer, undefined, {}, () => process.exit()));
});
process.on('disconnect', () => process.exit());
