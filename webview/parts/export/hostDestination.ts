/** Exports of a view go to the host, which asks the user where to. */
import type { ViewMessage, HostMessage } from '../../../src/shared/viewProtocol';
import type { Destination } from './destination';

interface Waiting {
  readonly resolve: (sentence: string) => void;
  readonly reject: (error: Error) => void;
}

export class HostDestination implements Destination {
  private readonly waiting = new Map<number, Waiting>();
  private questions = 0;

  constructor(private readonly host: { readonly post: (message: ViewMessage) => void }) {}

  save: Destination['save'] = (file) => this.ask((question) => ({ type: 'save', question, file }));

  copyText: Destination['copyText'] = (text) => this.ask((question) => ({ type: 'copy', question, text }));

  /** Takes the host's answers. @returns whether it was one to an export */
  receive(message: HostMessage): boolean {
    if (message.type !== 'exported') return false;
    const asked = this.waiting.get(message.question);
    this.waiting.delete(message.question);
    if (message.outcome === 'failed') asked?.reject(new Error(message.message));
    else asked?.resolve(message.message);
    return true;
  }

  /** Without a limit of time: a user may think for long about a folder. */
  private ask(message: (question: number) => ViewMessage): Promise<string> {
    const question = ++this.questions;
    return new Promise((resolve, reject) => {
      this.waiting.set(question, { resolve, reject });
      this.host.post(message(question));
    });
  }
}
