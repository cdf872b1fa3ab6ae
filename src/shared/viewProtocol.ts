/** What the extension host and its webviews (dashboard, inspector, comparison) say to each other. */
import * as v from 'valibot';
import { comparedNamesSchema, comparedRunSchema } from './comparison';
import { epochFileKinds, epochFileSchema } from './epochFiles';
import { historySchema } from './historySchema';
import { exportedFileSchema, largestExport } from './exportedFile';
import { liveSettingsSchema } from './liveSettings';
import { answerSchema, querySchema } from './queries';
import { pixelsSchema } from './schemaParts';
import { inspectionSchema } from './trainerAnswers';
import { askedEpochSchema as askedEpoch } from './trainerCommands';
import { trainerEventSchema } from './trainerProtocol';
import { runNames } from './runPair';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where the run stands, in the user's terms. */
const statusSchema = v.strictObject({
  phase: v.picklist(['idle', 'preparing', 'training', 'paused', 'stopping', 'finished', 'stopped', 'failed']),
  /** One sentence, for the phases that need one; else empty. */
  message: text,
  /** Share of the preparation done, from 0 to 1. */
  fraction: v.nullable(v.number()),
  /** What the run is to do next, where that was asked for. */
  plan: v.optional(v.picklist(['pause', 'stopAfterEpoch'])),
});

export type RunStatus = v.InferOutput<typeof statusSchema>;

const run = v.picklist(runNames);
/** One of those, or, in a comparison, the name of a run's folder. */
const anyRun = v.string();
const kind = v.picklist(epochFileKinds);

/** Values as settings.json has them. */
const differenceSchema = v.strictObject({ key: text, run: text, now: text });

export type SettingsDifference = v.InferOutput<typeof differenceSchema>;

/** Host to a view. */
export const hostMessageSchema = v.variant('type', [
  /** Everything there is to show; answers `ready`. `history` is null before the first run. */
  v.strictObject({
    type: v.literal('snapshot'),
    protocol: v.number(),
    status: statusSchema,
    history: v.nullable(historySchema),
    /** The run without a transformer that the first is compared with; null where there is none. */
    twin: v.nullable(v.strictObject({ status: statusSchema, history: v.nullable(historySchema) })),
  }),
  /** One step further from the last snapshot. */
  v.strictObject({ type: v.literal('event'), run, event: trainerEventSchema }),
  v.strictObject({ type: v.literal('status'), run, status: statusSchema }),
  /** Dashboard only: the settings in which the next run will differ from the one that is shown; none after that. */
  v.strictObject({ type: v.literal('settingsDiffer'), differences: v.array(differenceSchema) }),
  /** The answer to `epochFile`; no step of the run's story. */
  v.strictObject({ type: v.literal('epochFile'), run: anyRun, file: epochFileSchema }),
  /** The answer to `epochFile` where there is none; `message` is one sentence. */
  v.strictObject({ type: v.literal('noEpochFile'), run: anyRun, kind, epoch: count, message: text }),
  /** Comparison only: which runs it compares, in their order; each one's `compared` follows. Answers `ready`. */
  v.strictObject({ type: v.literal('comparison'), protocol: v.number(), names: comparedNamesSchema }),
  /** Comparison only: all there is of one of its runs. */
  v.strictObject({ type: v.literal('compared'), run: comparedRunSchema }),
  /** Comparison only: one step further of the run of that name. */
  v.strictObject({ type: v.literal('comparedEvent'), name: text, event: trainerEventSchema }),
  /** The answer to `save` and `copy`; the sentence for the user is empty where they changed their mind. */
  v.strictObject({
    type: v.literal('exported'),
    question: count,
    outcome: v.picklist(['done', 'cancelled', 'failed']),
    message: text,
  }),
  /** Show this epoch, whole epochs trained, as another view does now; null: follow the run. */
  v.strictObject({ type: v.literal('showEpoch'), epoch: v.nullable(count) }),
  /** Inspector only: choose this digit (it was clicked on the grid). */
  v.strictObject({ type: v.literal('select'), index: count }),
  /** Inspector only: the answer to `inspect` where there is none; its `message` is one sentence. */
  v.strictObject({ type: v.literal('cannotInspect'), index: count, message: text }),
  /** Inspector only: the answers to `look`. */
  v.strictObject({ type: v.literal('looked'), question: count, inspection: inspectionSchema }),
  v.strictObject({ type: v.literal('cannotLook'), question: count, message: text }),
  /** Inspector only: the answers to `query`. */
  v.strictObject({ type: v.literal('answered'), question: count, answer: answerSchema }),
  v.strictObject({ type: v.literal('unanswered'), question: count, message: text }),
]);

export type HostMessage = v.InferOutput<typeof hostMessageSchema>;
export type HostMessageOf<TType extends HostMessage['type']> = Extract<HostMessage, { type: TType }>;

/** A view to the host. */
export const viewMessageSchema = v.variant('type', [
  v.strictObject({ type: v.literal('ready'), protocol: v.number() }),
  v.strictObject({
    type: v.literal('command'),
    command: v.picklist([
      'train',
      'compare',
      'stop',
      'pause',
      'continue',
      'trainBatch',
      'trainEpoch',
      'stopAfterEpoch',
      'restart',
      'restartWithSettings',
      'openSettings',
      'showLog',
      'openReport',
      'openDashboard',
      'inspect',
    ]),
  }),
  /** From the dashboard: settings for the run that is going on. */
  v.strictObject({ type: v.literal('change'), settings: liveSettingsSchema }),
  /** From the dashboard: opens the inspector at this digit. From the inspector: compute this digit. */
  v.strictObject({ type: v.literal('inspect'), index: count, epoch: askedEpoch }),
  /** This epoch is shown here now, by the user's choice; null: the run is followed. The other views follow. */
  v.strictObject({ type: v.literal('showEpoch'), epoch: v.nullable(count) }),
  /** What the run folder keeps of an epoch, and the snapshot left out. */
  v.strictObject({ type: v.literal('epochFile'), run: anyRun, kind, epoch: count }),
  /** From the comparison: lets the user choose which runs it compares. */
  v.strictObject({ type: v.literal('chooseRuns') }),
  /**
   * From the inspector: compute this image, as large as the network's input: one byte a pixel, rows from the top,
   * channels last. The answer names the question.
   */
  v.strictObject({ type: v.literal('look'), question: count, image: pixelsSchema, epoch: askedEpoch }),
  /** From the inspector: more about the network. The answer names the question. */
  v.strictObject({ type: v.literal('query'), question: count, query: querySchema, epoch: askedEpoch }),
  /** A picture or its numbers as a file: the user is asked where to. The answer names the question. */
  v.strictObject({ type: v.literal('save'), question: count, file: exportedFileSchema }),
  /** Numbers as text, to the clipboard. The answer names the question. */
  v.strictObject({
    type: v.literal('copy'),
    question: count,
    text: v.pipe(text, v.maxLength(largestExport)),
  }),
  /** A view that failed says so, for the log. */
  v.strictObject({ type: v.literal('failure'), message: text }),
]);

export type ViewMessage = v.InferOutput<typeof viewMessageSchema>;
export type ViewMessageOf<TType extends ViewMessage['type']> = Extract<ViewMessage, { type: TType }>;
