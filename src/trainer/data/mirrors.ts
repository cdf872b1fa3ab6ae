/** Where MNIST is published. */
import { idxFileNames, type IdxFile } from './knownSets';
import { request, TransferError, type Fetch } from './request';

export interface Mirror {
  readonly host: string;
  /** With a slash at its end. */
  readonly base: string;
}

/** In the order they are tried. */
export const mnistMirrors: readonly Mirror[] = [
  { host: 'ossci-datasets.s3.amazonaws.com', base: 'https://ossci-datasets.s3.amazonaws.com/mnist/' },
  { host: 'storage.googleapis.com', base: 'https://storage.googleapis.com/cvdf-datasets/mnist/' },
];

/** What the files have on these mirrors, for progress alone. */
export const publishedBytes: Readonly<Record<IdxFile, number>> = {
  trainImages: 9912422,
  trainLabels: 28881,
  testImages: 1648877,
  testLabels: 4542,
};

export function mirrorUrl(mirror: Mirror, file: IdxFile): string {
  return `${mirror.base}${idxFileNames[file]}.gz`;
}

/** A mirror and why it was of no use, for the middle of a sentence. */
export interface MirrorFailure {
  readonly mirror: Mirror;
  readonly problem: string;
}

/**
 * Asks all mirrors at once whether they answer at all, whatever they answer: offline, this is known after `silenceMs`
 * at most, while a mirror that does answer may take its time over the files.
 */
export async function findReachable(
  silenceMs: number,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<{ reachable: Mirror[]; failures: MirrorFailure[] }> {
  const reachable: Mirror[] = [];
  const failures: MirrorFailure[] = [];
  await Promise.all(
    mnistMirrors.map(async (mirror) => {
      try {
        const options = { method: 'HEAD', silenceMs, signal, fetch } as const;
        await request(mirrorUrl(mirror, 'testLabels'), options, () => Promise.resolve());
        reachable.push(mirror);
      } catch (error) {
        if (!(error instanceof TransferError)) throw error;
        failures.push({ mirror, problem: error.message });
      }
    }),
  );
  const rank = (mirror: Mirror): number => mnistMirrors.indexOf(mirror);
  return {
    reachable: reachable.sort((a, b) => rank(a) - rank(b)),
    failures: failures.sort((a, b) => rank(a.mirror) - rank(b.mirror)),
  };
}
