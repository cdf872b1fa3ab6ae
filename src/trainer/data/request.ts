/** One request over HTTPS: no redirect leaves HTTPS, and silence ends it. */
import { messageOf } from '../../shared/messageOf';

export type Fetch = typeof globalThis.fetch;

const redirectLimit = 5;

/** What went wrong between us and a server, for the middle of a sentence. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}

export interface RequestOptions {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest silence: before the answer, and between two pieces of its body. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Pieces of the body; may be read once. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Hands the answer to `use` and closes the connection afterwards, read to its end or not.
 * @throws TransferError where nothing answers, the connection breaks or falls silent, or a redirect isn't to HTTPS;
 *   the signal's reason when aborted
 */
export async function request<T>(
  url: string,
  { method = 'GET', headers = {}, silenceMs, signal, fetch }: RequestOptions,
  use: (answer: Answer) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const closing = new AbortController();
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    closing.abort();
  }, silenceMs);
  // Everything that the network does wrong is told here, once; what `use` throws by itself passes.
  const network = async <R>(step: () => Promise<R>): Promise<R> => {
    try {
      return await step();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TransferError) throw error;
      throw new TransferError(
        silent ? `no answer within ${silenceMs / 1000} s` : describeNetworkFailure(error),
      );
    }
  };
  try {
    const response = await network(() =>
      followRedirects(url, fetch, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([signal, closing.signal]),
      }),
    );
    timer.refresh();
    return await use({
      status: response.status,
      headers: response.headers,
      body: pieces(response, network, () => timer.refresh()),
    });
  } finally {
    clearTimeout(timer);
    closing.abort();
  }
}

async function* pieces(
  response: Response,
  network: <R>(step: () => Promise<R>) => Promise<R>,
  alive: () => void,
): AsyncGenerator<Uint8Array, void> {
  if (!response.body) return;
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  for (;;) {
    const { done, value } = await network(() => reader.read());
    if (done) return;
    alive();
    yield value;
  }
}

async function followRedirects(url: string, fetch: Fetch, init: RequestInit): Promise<Response> {
  let address = new URL(url);
  for (let redirects = 0; redirects <= redirectLimit; redirects++) {
    if (address.protocol !== 'https:') {
      throw new TransferError(`a redirect to ${address.origin} was refused, since it is not HTTPS`);
    }
    const response = await fetch(address.href, init);
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, address.href))
      throw new TransferError('a redirect to no address was refused');
    address = new URL(location, address.href);
  }
  throw new TransferError(`more than ${redirectLimit} redirects`);
}

/** fetch says only "fetch failed"; the cause below it, or the causes of several addresses, say why. */
function describeNetworkFailure(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  if (cause instanceof AggregateError && cause.errors.length > 0) cause = cause.errors[0];
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name is not known here';
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'the connection broke off';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return 'the network is unreachable';
    default:
      return messageOf(cause);
  }
}
