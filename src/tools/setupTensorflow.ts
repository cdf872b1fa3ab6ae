/**
 * `npm run setup:tensorflow`: makes @tensorflow/tfjs-node loadable from .tensorflow/node_modules, by its own install or,
 * where that one's download is out of reach, with the TensorFlow of PyPI's wheel. What is there works: it is tried
 * before it moves to its place as a whole, and tried again before it is left alone.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf } from '../shared/messageOf';
import { loadTensorflow } from '../trainer/engines/tensorflow/load';
import { attempt } from './attempt';
import { runNpm, runProgram } from './runProgram';
import { installInto } from './staging';
import { installFromWheel } from './tensorflowWheel';

const project = resolve(__dirname, '..', '..');
const home = join(project, '.tensorflow');
const tfjsNode = '@tensorflow/tfjs-node@4.22.0';
const npmInstall = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];

function main(): void {
  const [mode, directory = ''] = process.argv.slice(2);
  if (mode === '--try') {
    process.stdout.write(compute(directory));
    return;
  }
  const present = attempt(() => tryIn(project));
  if (present.ok) {
    console.log(`TensorFlow ${present.value} is set up already.`);
    return;
  }
  let version = '';
  installInto(home, 'node_modules', (staging) => {
    version = install(staging);
    removeUnneeded(join(staging, 'node_modules'));
    return join(staging, 'node_modules');
  });
  console.log(`TensorFlow ${version} is set up in ${home}: stn.engine "tensorflow" computes with it.`);
}

/** @returns TensorFlow's version */
function install(staging: string): string {
  console.log(`Installing ${tfjsNode}, which downloads TensorFlow (about 110 MB) …`);
  const own = attempt(() => {
    makePackage(staging);
    runNpm([...npmInstall, tfjsNode], staging);
    return tryIn(staging);
  });
  if (own.ok) return own.value;
  console.log(`That failed: ${own.reason}`);
  const wheel = attempt(() => {
    makePackage(staging);
    installFromWheel(staging, () =>
      runNpm([...npmInstall, '--ignore-scripts', tfjsNode, 'node-api-headers@1.9.0'], staging),
    );
    return tryIn(staging);
  });
  if (wheel.ok) return wheel.value;
  throw new Error(
    `TensorFlow can’t be set up here: its own install failed (${own.reason}) and so did the one from PyPI’s wheel (${wheel.reason}); the wasm engine needs neither.`,
  );
}

/** An empty project whose npm may run tfjs-node's install script. */
function makePackage(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  const allowScripts = { '@tensorflow/tfjs-node': true };
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, allowScripts }));
}

/** In a process of its own, which may crash, and which on Windows keeps the library's files busy. */
function tryIn(directory: string): string {
  return runProgram(process.execPath, [...process.execArgv, __filename, '--try', directory]);
}

function compute(directory: string): string {
  const { tf, version } = loadTensorflow([directory], 1);
  const [product] = tf.matMul(tf.tensor2d([[2, 3]]), tf.tensor2d([[5], [7]])).dataSync();
  if (product !== 31) throw new Error(`TensorFlow ${version} computes 2·5 + 3·7 = ${product}.`);
  return version;
}

/** Two thirds of the JavaScript packages: source maps and bundles for other places. */
function removeUnneeded(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    const isUnneeded = entry.isDirectory() ? entry.name === 'miniprogram' : entry.name.endsWith('.map');
    if (isUnneeded) rmSync(path, { recursive: true });
    else if (entry.isDirectory()) removeUnneeded(path);
  }
}

try {
  main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
