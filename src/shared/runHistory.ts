/**
 * A run as its events tell it. The extension host, both views and report.html all build it with the same `applyEvent`,
 * so that a snapshot and the events after it always add up to the same picture.
 */
import { addBatch, batchesUpTo, cut, noBatches, type BatchRecord } from './batchRecord';
import { addChange, type SettingsChange } from './liveSettings';
import type { TrainerEvent, TrainerEventOf } from './trainerProtocol';

export interface RunHistory {
  started: TrainerEventOf<'started'>;
  batches: BatchRecord;
  epochs: TrainerEventOf<'epoch'>[];
  /** The newest alone: a run folder has those of every epoch. report.html gets more of them. */
  samples: TrainerEventOf<'samples'>[];
  /** The newest alone: they are many numbers. */
  thetas?: TrainerEventOf<'thetas'>;
  /** Of every epoch. */
  breakdowns: TrainerEventOf<'breakdown'>[];
  /** What the collapse watch has found. */
  collapses: TrainerEventOf<'collapse'>[];
  /** Of the settings while the run went on. */
  changes: SettingsChange[];
  /** How it ended; undefined while it goes on. */
  end?: TrainerEventOf<'finished'> | TrainerEventOf<'failed'>;
}

/**
 * Adds one event. Returns the history it belongs to (a new one for `started`), or undefined while no run has begun.
 * Events that are no part of a run's story leave it as it is.
 */
export function applyEvent(history: RunHistory | undefined, event: TrainerEvent): RunHistory | undefined {
  if (event.type === 'started') {
    return {
      started: event,
      batches: noBatches(),
      epochs: [],
      samples: [],
      breakdowns: [],
      collapses: [],
      changes: [],
    };
  }
  if (!history) return undefined;
  switch (event.type) {
    case 'resumed':
      dropSuperseded(history, event);
      break;
    case 'batch':
      history.batches = addBatch(history.batches, event, history.started.batchesPerEpoch);
      break;
    case 'epoch':
      history.epochs.push(event);
      break;
    case 'samples':
      history.samples = [event];
      break;
    case 'thetas':
      history.thetas = event;
      break;
    case 'breakdown':
      history.breakdowns.push(event);
      break;
    case 'collapse':
      history.collapses.push(event);
      break;
    case 'changed':
      history.changes = addChange(history.changes, event);
      break;
    case 'finished':
    case 'failed':
      history.end = event;
      break;
  }
  return history;
}

/** Takes out what was told of batches after those that the run goes on from. */
function dropSuperseded(history: RunHistory, { epoch, batch, changes }: TrainerEventOf<'resumed'>): void {
  const isDone = (event: { epoch: number }): boolean => event.epoch <= epoch;
  const { batchesPerEpoch } = history.started;
  history.batches = batchesUpTo(history.batches, epoch * batchesPerEpoch + batch, batchesPerEpoch);
  history.epochs = history.epochs.filter(isDone);
  history.samples = history.samples.filter(isDone);
  history.breakdowns = history.breakdowns.filter(isDone);
  history.collapses = history.collapses.filter(isDone);
  history.changes = [...changes];
  if (history.thetas && !isDone(history.thetas)) delete history.thetas;
  delete history.end;
}

/** A copy to be sent: without the room that its batches have for more. */
export function snapshotOf(history: RunHistory): RunHistory {
  return { ...history, batches: cut(history.batches) };
}
