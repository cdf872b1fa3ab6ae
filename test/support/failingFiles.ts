/**
 * Loaded into a process before its program (`node --require`): makes the file system fail under it. Counts the calls
 * that change something in one folder, and lets one of them, or that and all after it, fail as a full disk does, or a
 * folder that was made read-only, or a device that breaks.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';

/** As JSON in the environment's STN_FAULT. */
export interface FileFault {
  readonly folder: string;
  /** Of the call that fails first, from 1; 0 for none: they are counted. */
  readonly call: number;
  readonly code: 'ENOSPC' | 'EACCES' | 'EIO';
  /** Gets the number of calls when the process ends. */
  readonly countFile: string;
}

type Call = 'open' | 'write' | 'mkdir' | 'rename' | 'remove' | 'sync' | 'cut' | 'close';

/** What a full disk refuses, and what a folder does that may not be written; a device breaks once, at anything. */
const refused: Record<FileFault['code'], readonly Call[]> = {
  ENOSPC: ['open', 'write', 'mkdir', 'sync'],
  EACCES: ['open', 'mkdir', 'rename', 'remove'],
  EIO: ['open', 'write', 'mkdir', 'rename', 'remove', 'sync', 'cut', 'close'],
};

const fault = JSON.parse(process.env.STN_FAULT ?? '{}') as FileFault;
const handles = new Set<unknown>();
let calls = 0;

function isInside(place: unknown): boolean {
  if (typeof place === 'number') return handles.has(place);
  return typeof place === 'string' && (place === fault.folder || place.startsWith(fault.folder + sep));
}

/** @returns the error that this call is to fail with, if any */
function failure(call: Call, place: unknown): NodeJS.ErrnoException | undefined {
  if (!isInside(place) || !refused[fault.code].includes(call)) return undefined;
  calls++;
  const isDue = fault.call > 0 && (fault.code === 'EIO' ? calls === fault.call : calls >= fault.call);
  if (!isDue) return undefined;
  return Object.assign(new Error(`${fault.code}: injected, ${call}`), { code: fault.code });
}

type Original = (...args: unknown[]) => unknown;

function spoil(owner: object, name: string, callOf: (args: unknown[]) => Call | undefined): void {
  const methods = owner as Record<string, Original>;
  const original = methods[name];
  const isPromised = owner === fs.promises;
  methods[name] = (...args) => {
    const call = callOf(args);
    const error = call && failure(call, args[0]);
    if (error) {
      // A disk that fills up takes the first half.
      if (name === 'writeFileSync' && call === 'write') original(args[0], firstHalf(args[1]));
      if (isPromised) return Promise.reject(error);
      throw error;
    }
    const result = original.apply(owner, args);
    if (name === 'openSync' && isInside(args[0])) handles.add(result);
    if (name === 'closeSync') handles.delete(args[0]);
    return result;
  };
}

function firstHalf(content: unknown): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  return bytes.subarray(0, bytes.length >> 1);
}

/** To read, a file may be opened. */
const opening = ([, flags]: unknown[]): Call | undefined =>
  typeof flags === 'string' && flags !== 'r' ? 'open' : undefined;
const always = (call: Call) => (): Call => call;

spoil(fs, 'openSync', opening);
spoil(fs, 'writeFileSync', always('write'));
spoil(fs, 'mkdirSync', always('mkdir'));
spoil(fs, 'renameSync', always('rename'));
spoil(fs, 'rmSync', always('remove'));
spoil(fs, 'fsyncSync', always('sync'));
spoil(fs, 'ftruncateSync', always('cut'));
spoil(fs, 'closeSync', always('close'));
spoil(fs.promises, 'writeFile', ([, text]) => (text === '' ? 'open' : 'write'));
spoil(fs.promises, 'rm', always('remove'));
syncBuiltinESMExports();

process.on('exit', () => fs.writeFileSync(fault.countFile, String(calls)));
