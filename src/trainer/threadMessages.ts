/** What the trainer process's first thread, which answers, and its second, which trains, say to each other. */
import type { TrainerCommand } from '../shared/trainerCommands';
import type { TrainerEvent } from '../shared/trainerProtocol';
import type { InquirySubject, Moment } from './inquiries/moment';

/** All but those that ask about a network. */
export type TrainingCommand = Exclude<TrainerCommand, { type: 'inspect' | 'look' | 'query' }>;

export type ThreadOrder =
  | { readonly type: 'command'; readonly command: TrainingCommand }
  /** Asks for the weights as they are now; each order is answered by one `moment`. */
  | { readonly type: 'moment' }
  /** Ends the thread after the batch at work. */
  | { readonly type: 'end' };

export type ThreadNews =
  | { readonly type: 'event'; readonly event: TrainerEvent }
  /** What is loaded; null: nothing any more. */
  | { readonly type: 'loaded'; readonly subject: InquirySubject | null }
  /** Null where nothing is loaded. */
  | { readonly type: 'moment'; readonly moment: Moment | null };
