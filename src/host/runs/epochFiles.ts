/** What a run folder keeps of each epoch: the host's memory holds at most the newest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileWithin, largestFile } from '../../files/fileWithin';
import { epochName } from '../../shared/epochName';
import { decodeLine, MalformedMessageError, parseMessage } from '../../shared/messages';
import { epochFileSchema, type EpochFile, type EpochFileKind } from '../../shared/epochFiles';
import type { ImageSize } from '../../shared/trainerProtocol';
import { FaultError, reasonOf } from '../fault';

/** @throws FaultError where the folder does not hold it whole */
export async function readEpochFile(
  runDirectory: string,
  kind: EpochFileKind,
  epoch: number,
): Promise<EpochFile> {
  const name = join(kind, `${epochName(epoch)}.json`);
  const path = join(runDirectory, name);
  try {
    const text = await readFile(fileWithin(runDirectory, name, largestFile.epoch), 'utf8');
    const file = parseMessage(epochFileSchema, decodeLine(text), path);
    if (file.type === kind && file.epoch === epoch && isWhole(file)) return file;
    throw new MalformedMessageError(`${path} holds something else.`);
  } catch (error) {
    const isBroken = error instanceof SyntaxError || error instanceof MalformedMessageError;
    throw new FaultError({
      kind: 'noEpochFile',
      epoch,
      file: path,
      reason: isBroken ? 'malformed' : reasonOf(error),
    });
  }
}

/** Whether each digit has its pixels, or its numbers. */
function isWhole(file: EpochFile): boolean {
  switch (file.type) {
    case 'samples':
    case 'gallery':
      return (
        file.inputs.length === file.digits.length * pixelsOf(file.inputSize) &&
        file.outputs.length === file.digits.length * pixelsOf(file.outputSize)
      );
    case 'alignment': {
      const { inputSize, outputSize, meansBefore, deviationsBefore, meansAfter, deviationsAfter } = file;
      return (
        [meansBefore, deviationsBefore].every(({ length }) => isMultiple(length, pixelsOf(inputSize))) &&
        [meansAfter, deviationsAfter].every(({ length }) => isMultiple(length, pixelsOf(outputSize)))
      );
    }
    case 'thetas': {
      const { indices, labels, predicted, thetas, poses } = file;
      return [labels, predicted, thetas, poses ?? indices].every(({ length }) => length === indices.length);
    }
  }
}

function isMultiple(length: number, of: number): boolean {
  return length > 0 && length % of === 0;
}

function pixelsOf({ height, width, channels }: ImageSize): number {
  return height * width * channels;
}
