/** The commands of package.json that the palette offers; a test holds these and the run's equal to it. */
export const commandIds = [
  'stn.train',
  'stn.compare',
  'stn.runPreset',
  'stn.restart',
  'stn.restartWithSettings',
  'stn.stop',
  'stn.resume',
  'stn.openDashboard',
  'stn.inspect',
  'stn.benchmark',
  'stn.reproduce',
  'stn.openSettings',
  'stn.showLog',
  'stn.openReport',
] as const;

/** Of package.json too: those to the run that is going on. */
export const steeringCommandIds = [
  'stn.pause',
  'stn.continue',
  'stn.trainBatch',
  'stn.trainEpoch',
  'stn.stopAfterEpoch',
  'stn.changeLearningRate',
  'stn.changePadding',
] as const;

export type SteeringCommandId = (typeof steeringCommandIds)[number];

export type CommandId = (typeof commandIds)[number];

/** Of package.json too: those about one run of the list in the side bar, and of the list. */
export const runCommandIds = [
  'stn.openRun',
  'stn.inspectRun',
  'stn.openRunReport',
  'stn.revealRun',
  'stn.renameRun',
  'stn.copyRunSettings',
  'stn.deleteRun',
  'stn.compareRuns',
  'stn.refreshRuns',
] as const;

export type RunCommandId = (typeof runCommandIds)[number];

/** For when-clauses and enablement. */
export type ContextKey = 'stn.training' | 'stn.steerable' | 'stn.paused' | 'stn.hasRun' | 'stn.hasReport';
