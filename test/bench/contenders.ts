/** Who takes part, and who can't and why. */
import { join } from 'node:path';
import { isTensorflowAvailable } from '../../src/trainer/engines/tensorflow/load';
import type { ContenderKind } from './job';
import { findNodes, findPython } from './programs';

export interface Contender {
  /** For --only and the JSON: "wasm-2@node24". */
  readonly key: string;
  readonly title: string;
  readonly kind: ContenderKind;
  readonly threads: number;
  readonly program: string;
  readonly args: readonly string[];
  /** Only the tutorial's network. */
  readonly tutorialOnly: boolean;
}

export interface Field {
  readonly contenders: readonly Contender[];
  readonly leftOut: readonly string[];
}

/** What the ratios refer to. */
export const reference = 'pytorch';

/** OpenMP's threads wait by spinning: on a busy machine PyTorch is faster with one, and should be given that. */
export const singleThreaded = 'pytorch-1thread';

/** Of the machine that the figures are for. */
const threads = 2;

/** @param engineProgram the bundled contenders/engine.ts */
export function findContenders(project: string, engineProgram: string, only: readonly string[]): Field {
  const { nodes, leftOut } = findNodes(project);
  const contenders: Contender[] = nodes.flatMap(({ path, version }) =>
    [1, threads].map((count) => ({
      key: `wasm-${count}@node${Number.parseInt(version)}`,
      title: `wasm, ${count} ${count === 1 ? 'thread' : 'threads'}, Node ${version}`,
      kind: 'wasm',
      threads: count,
      program: path,
      args: [engineProgram],
      tutorialOnly: false,
    })),
  );
  const { python, hasVision } = findPython(project);
  const script = join(__dirname, 'pytorch', 'contender.py');
  if (python !== undefined) {
    const shared = { threads, program: python, args: [script] };
    contenders.push(
      {
        ...shared,
        key: reference,
        title: `PyTorch in memory, ${threads} threads`,
        kind: 'pytorch',
        tutorialOnly: false,
      },
      {
        ...shared,
        key: singleThreaded,
        title: 'PyTorch in memory, 1 thread',
        kind: 'pytorch',
        threads: 1,
        tutorialOnly: false,
      },
    );
    if (hasVision) {
      contenders.push({
        ...shared,
        key: 'pytorch-as-written',
        title: 'PyTorch as the tutorial is written',
        kind: 'pytorch-as-written',
        tutorialOnly: true,
      });
    } else leftOut.push('PyTorch as the tutorial is written: torchvision is not installed');
  } else leftOut.push('PyTorch: no Python with torch was found; "npm run setup:pytorch" makes one');
  if (isTensorflowAvailable([project])) {
    contenders.push({
      key: 'tfjs-node',
      title: `tfjs-node, ${threads} threads, Node ${process.versions.node}`,
      kind: 'tensorflow',
      threads,
      program: process.execPath,
      args: [engineProgram],
      tutorialOnly: false,
    });
  } else leftOut.push('tfjs-node: it is not installed; "npm run setup:tensorflow" does it');
  return {
    contenders: contenders.filter(({ key }) => only.length === 0 || only.some((part) => key.includes(part))),
    leftOut,
  };
}
