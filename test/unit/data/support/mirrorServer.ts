/** A real HTTP server that stands in for the mirrors: the injected fetch turns their addresses into its own. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { isGzip } from '../../../../src/trainer/data/gunzip';
import { idxFileNames, idxFiles, type IdxFile } from '../../../../src/trainer/data/knownSets';
import { mnistMirrors } from '../../../../src/trainer/data/mirrors';
import type { Fetch } from '../../../../src/trainer/data/request';
import type { IdxSetBytes } from '../../../support/idxFiles';

export interface Call {
  /** Position among the mirrors. */
  readonly mirror: number;
  readonly file: IdxFile;
  readonly method: string;
  readonly range: string | undefined;
}

/** Answers a GET; `serve` is what a good mirror does. */
export type Behaviour = (
  call: Call,
  response: ServerResponse,
  serve: (options?: { ignoreRange?: boolean; bytes?: Uint8Array }) => void,
) => void;

export interface MirrorServer {
  readonly fetch: Fetch;
  /** GETs alone, in order. */
  readonly calls: Call[];
  /** As served: gzipped. */
  readonly files: IdxSetBytes;
}

/** @param set gzipped here where it is not */
export async function startMirrors(
  set: IdxSetBytes,
  behave: Behaviour = (_call, _response, serve) => serve(),
): Promise<MirrorServer> {
  const files: IdxSetBytes = { ...set };
  for (const file of idxFiles) if (!isGzip(set[file])) files[file] = gzipSync(set[file]);
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const call = parseCall(request);
    if (call.method === 'HEAD') return void response.end();
    calls.push(call);
    behave(call, response, ({ ignoreRange = false, bytes = files[call.file] } = {}) => {
      serve(response, bytes, ignoreRange ? undefined : call.range);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { fetch: fetchThrough(`http://127.0.0.1:${port}`), calls, files };
}

/** Sends the mirrors' requests to `base`, and lets no other leave. */
export function fetchThrough(base: string): Fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const mirror = mnistMirrors.findIndex((candidate) => url.startsWith(candidate.base));
    if (mirror < 0) throw new Error(`The download asked for ${url}.`);
    return fetch(`${base}/${mirror}/${url.slice(mnistMirrors[mirror].base.length)}`, init);
  };
}

function parseCall(request: IncomingMessage): Call {
  const [, mirror, name] = (request.url ?? '').split('/');
  const file = idxFiles.find((candidate) => `${idxFileNames[candidate]}.gz` === name);
  if (!file) throw new Error(`The download asked for ${request.url}.`);
  return { mirror: Number(mirror), file, method: request.method ?? '', range: request.headers.range };
}

function serve(response: ServerResponse, bytes: Uint8Array, range: string | undefined): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  if (start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  if (range !== undefined) {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${start}-${bytes.length - 1}/${bytes.length}`);
  }
  response.setHeader('content-length', bytes.length - start);
  response.end(bytes.subarray(start));
}
