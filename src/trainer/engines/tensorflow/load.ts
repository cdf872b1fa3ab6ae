/** Finds and loads @tensorflow/tfjs-node, which is native, optional and not ours to bundle. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import util from 'node:util';
import type * as tfjs from '@tensorflow/tfjs-core';
import { messageOf } from '../../../shared/messageOf';
import { UserError } from '../../userError';

/** tfjs-core as tfjs-node brings it: the one instance that its kernels and gradients are registered with. */
export type Tf = typeof tfjs;

export interface LoadedTensorflow {
  readonly tf: Tf;
  /** Of TensorFlow itself, such as "2.21.0". */
  readonly version: string;
  /** That TensorFlow computes with: decided once a process, by whoever loads it first. */
  readonly threads: number;
}

interface TfjsNode extends Tf {
  backend(): ReturnType<Tf['backend']> & { readonly binding: { readonly TF_Version: string } };
}

let loaded: LoadedTensorflow | undefined;

/**
 * @param directories are searched in order: their node_modules, then the .tensorflow/node_modules that
 *   `npm run setup:tensorflow` makes in them
 * @param threads 0: one for each core, or what the environment's TF_NUM_INTRAOP_THREADS says
 * @throws UserError where it is missing or can't be loaded
 */
export function loadTensorflow(directories: readonly string[], threads: number): LoadedTensorflow {
  if (loaded) return loaded;
  const places = candidates(directories).filter(hasPackage);
  // An install whose download was blocked leaves a package without its native parts; another place may be whole.
  const place = places.find(hasNativeParts) ?? places.at(0);
  if (place === undefined) {
    throw new UserError(
      `The tensorflow engine needs @tensorflow/tfjs-node, which is not installed in ${candidates(directories).join(' or ')}: ${remedy}`,
    );
  }
  const count = prepareEnvironment(threads);
  const tf = requireFrom(place);
  loaded = { tf, version: tf.backend().binding.TF_Version, threads: count };
  return loaded;
}

/** Whether an install with its native parts is there; whether it works is known only when it is loaded. */
export function isTensorflowAvailable(directories: readonly string[]): boolean {
  return candidates(directories).some((place) => hasPackage(place) && hasNativeParts(place));
}

const remedy =
  'run "npm run setup:tensorflow" in the project’s folder, or set stn.tensorflowDirectory to a folder whose node_modules holds it, or choose another stn.engine.';

/** Folders whose node_modules may hold the package. */
function candidates(directories: readonly string[]): string[] {
  return directories.flatMap((directory) => [resolve(directory), resolve(directory, '.tensorflow')]);
}

function packageFolder(place: string): string {
  return join(place, 'node_modules', '@tensorflow', 'tfjs-node');
}

function hasPackage(place: string): boolean {
  return existsSync(join(packageFolder(place), 'package.json'));
}

/** The addon and TensorFlow's own library. */
function hasNativeParts(place: string): boolean {
  const folder = packageFolder(place);
  return (
    list(join(folder, 'lib')).some((version) => existsSync(join(version, 'tfjs_binding.node'))) &&
    list(join(folder, 'deps', 'lib')).some(
      (file) => basename(file).includes('tensorflow') && existsSync(file),
    )
  );
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** What TensorFlow and tfjs-node read from the process while they are loaded. */
function prepareEnvironment(threads: number): number {
  const wanted = threads || Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
  process.env.TF_NUM_INTRAOP_THREADS = String(wanted);
  // Only errors; they go to stderr, the rest of the noise nowhere.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
  // Node 23 removed these two, which tfjs-node 4.22 calls (tensorflow/tfjs 8425, 8609).
  const removed = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  removed.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  removed.isArray ??= (value: unknown) => Array.isArray(value);
  return wanted;
}

function requireFrom(place: string): TfjsNode {
  try {
    const tf = createRequire(join(place, 'noop.js'))('@tensorflow/tfjs-node') as TfjsNode;
    if (tf.getBackend() !== 'tensorflow') throw new Error(`it computes with "${tf.getBackend()}"`);
    tf.enableProdMode();
    return tf;
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    throw new UserError(
      `The tensorflow engine can’t load @tensorflow/tfjs-node from ${packageFolder(place)} (${reason.trim()}): ${remedy}`,
    );
  }
}
