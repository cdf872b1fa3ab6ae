/** The sampled digits of an epoch gone by: the host's memory keeps the newest alone, the run folder all of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileWithin, largestFile } from '../files/fileWithin';
import { epochName } from '../shared/epochName';
import { decodeLine, MalformedMessageError, parseMessage } from '../shared/messages';
import { trainerEventSchema, type ImageSize, type TrainerEventOf } from '../shared/trainerProtocol';
import { FaultError, reasonOf } from './fault';

type Samples = TrainerEventOf<'samples'>;

/** @throws FaultError where the folder does not hold them whole */
export async function readSamples(runDirectory: string, epoch: number): Promise<Samples> {
  const name = join('samples', `${epochName(epoch)}.json`);
  const file = join(runDirectory, name);
  try {
    const text = await readFile(fileWithin(runDirectory, name, largestFile.epoch), 'utf8');
    const event = parseMessage(trainerEventSchema, decodeLine(text), file);
    if (event.type === 'samples' && event.epoch === epoch && isWhole(event)) return event;
    throw new MalformedMessageError(`${file} holds something else.`);
  } catch (error) {
    const isBroken = error instanceof SyntaxError || error instanceof MalformedMessageError;
    throw new FaultError({
      kind: 'noSamples',
      epoch,
      file,
      reason: isBroken ? 'malformed' : reasonOf(error),
    });
  }
}

/** Whether each digit has its pixels. */
function isWhole({ digits, inputs, inputSize, outputs, outputSize }: Samples): boolean {
  const length = ({ height, width, channels }: ImageSize): number =>
    digits.length * height * width * channels;
  return inputs.length === length(inputSize) && outputs.length === length(outputSize);
}
