/** The view's one line to the extension host: what arrives is checked, what is sent is typed. */
import { fromPostable, MalformedMessageError, parseMessage } from '../../../src/shared/messages';
import { protocolVersion } from '../../../src/shared/trainerProtocol';
import { hostMessageSchema, type HostMessage, type ViewMessage } from '../../../src/shared/viewProtocol';

interface VsCodeApi {
  postMessage(message: ViewMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  post(message: ViewMessage): void;
  /** What the view remembered when it was last hidden or moved; anything, or undefined. */
  recall(): unknown;
  remember(state: object): void;
  /** Reads messages from now on and asks for a snapshot. */
  listen(listener: Listener): void;
}

interface Listener {
  readonly receive: (message: HostMessage) => void;
  /** One sentence that the user has to see. */
  readonly complain: (sentence: string) => void;
}

/** One bad sender at 50 messages a second must not fill the log. */
const maximumFailures = 20;
/** In characters; of a stack, the first lines tell. */
const longestFailure = 4000;

export function connectHost(): Host {
  const api = acquireVsCodeApi();
  const reported = new Set<string>();

  const fail = (message: string): void => {
    if (reported.has(message) || reported.size >= maximumFailures) return;
    reported.add(message);
    api.postMessage({ type: 'failure', message: message.slice(0, longestFailure) });
  };

  // The browser only says that it laid out once more than planned; charts that follow their size cause it.
  const isHarmless = (message: string): boolean => message.startsWith('ResizeObserver loop');
  window.addEventListener('error', (event) => {
    if (!isHarmless(event.message)) fail(describe(event.error ?? event.message));
  });
  window.addEventListener('unhandledrejection', (event) => fail(describe(event.reason)));
  window.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    // The toolkit tries out `:focus-visible` in an empty inline style, and does without where it is refused.
    if (effectiveDirective === 'style-src-elem' && blockedURI === 'inline') return;
    fail(`The view's policy refused ${effectiveDirective} ${blockedURI}`.trim());
  });

  return {
    post: (message) => api.postMessage(message),
    recall: () => api.getState(),
    remember: (state) => api.setState(state),
    listen: ({ receive, complain }) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        try {
          const message = parseMessage(hostMessageSchema, fromPostable(event.data), 'the extension');
          if ('protocol' in message && message.protocol !== protocolVersion) {
            const sentence = `This view speaks version ${protocolVersion} and the extension version ${message.protocol}; reload the window.`;
            fail(sentence);
            complain(sentence);
            return;
          }
          receive(message);
        } catch (error) {
          fail(error instanceof MalformedMessageError ? error.message : describe(error));
        }
      });
      api.postMessage({ type: 'ready', protocol: protocolVersion });
    },
  };
}

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
