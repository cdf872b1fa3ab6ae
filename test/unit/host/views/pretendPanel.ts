/** An inspector in a pretended panel. */
import type { WebviewPanel } from 'vscode';
import { FaultError } from '../../../../src/host/fault';
import { InspectorPanel } from '../../../../src/host/views/inspectorPanel';
import { Emitter } from '../../../../src/host/lifecycle';
import { RunPair } from '../../../../src/host/runs/runPair';
import { ShownEpoch } from '../../../../src/host/views/shownEpoch';
import type { ViewContext } from '../../../../src/host/views/viewPanel';
import { fromPostable } from '../../../../src/shared/messages';
import { protocolVersion } from '../../../../src/shared/trainerProtocol';
import { hostMessageSchema } from '../../../../src/shared/viewProtocol';
import { memento } from '../../../support/memento';
import { inspection } from '../events';
import { parse } from 'valibot';

export const surveyed = { kind: 'survey' as const, thetas: [[1]], logProbabilities: [[-1, -0.5]] };

/**
 * An inspector in a pretended panel, which does to messages what VS Code does.
 * @param answer to a message, once it has arrived
 * @param kept of the workspace
 */
export function open({
  answer = (): Promise<boolean> => Promise.resolve(true),
  kept = new Map<string, unknown>(),
} = {}) {
  const messages = new Emitter<unknown>();
  const viewState = new Emitter<void>();
  const closed = new Emitter<void>();
  const posted: unknown[] = [];
  const panel = {
    visible: true,
    webview: {
      html: '',
      cspSource: 'https://host',
      asWebviewUri: (uri: string) => uri,
      onDidReceiveMessage: messages.event,
      postMessage: (message: unknown) => {
        const columns: ArrayBufferView[] = [];
        const kept = JSON.stringify(message, (_key, value: unknown) =>
          ArrayBuffer.isView(value) ? { column: columns.push(structuredClone(value)) - 1 } : value,
        );
        const arrived: unknown = JSON.parse(kept, (_key, value: unknown) =>
          typeof value === 'object' && value !== null && 'column' in value
            ? columns[value.column as number]
            : value,
        );
        // What the view does with it.
        posted.push(parse(hostMessageSchema, fromPostable(arrived)));
        return answer();
      },
    },
    onDidChangeViewState: viewState.event,
    onDidDispose: closed.event,
  };
  const pair = new RunPair();
  const runs = pair.main;
  const log: string[] = [];
  const write = (line: string): void => void log.push(line);
  const shownEpoch = new ShownEpoch(pair, memento(kept));
  const context = {
    extensionUri: 'ext',
    ...{ runs: pair, shownEpoch },
    log: { warn: write, error: write },
  } as unknown as ViewContext;
  const view = new InspectorPanel(panel as unknown as WebviewPanel, context, {
    compute: (index, epoch = 1) =>
      index === 13
        ? Promise.reject(new FaultError({ kind: 'nothingToInspect' }))
        : Promise.resolve({ ...inspection(1, index), epoch }),
    look: (image, epoch = 1) =>
      image.length === 4
        ? Promise.resolve({ ...inspection(1, 0), index: null, label: null, input: image, epoch })
        : Promise.reject(new FaultError({ kind: 'nothingToInspect' })),
    query: (query) =>
      query.kind === 'survey'
        ? Promise.resolve(surveyed)
        : Promise.reject(new FaultError({ kind: 'nothingToInspect' })),
    sentence: () => 'There is nothing to inspect.',
  });
  const types = (): string[] => posted.map((message) => (message as { type: string }).type);
  return {
    view,
    ...{ pair, runs, shownEpoch },
    log,
    posted,
    types,
    html: () => panel.webview.html,
    say: (message: unknown) => messages.fire(message),
    sayReady: () => messages.fire({ type: 'ready', protocol: protocolVersion }),
    show: (visible: boolean) => {
      panel.visible = visible;
      viewState.fire();
    },
    close: () => closed.fire(),
  };
}
