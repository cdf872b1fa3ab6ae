/** What a page is told that asks for a file of an epoch. */
import type { HostMessage, ViewMessageOf } from '../../shared/viewProtocol';
import { readEpochFile } from '../runs/epochFiles';
import { sentenceOf } from '../texts';

/** @param directory of the run that the question names */
export async function epochFileAnswer(
  directory: string,
  { run, kind, epoch }: ViewMessageOf<'epochFile'>,
): Promise<HostMessage> {
  return await readEpochFile(directory, kind, epoch).then(
    (file): HostMessage => ({ type: 'epochFile', run, file }),
    (error: unknown): HostMessage => ({
      ...{ type: 'noEpochFile', run, kind, epoch },
      message: sentenceOf(error),
    }),
  );
}
