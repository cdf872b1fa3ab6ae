/** Every command of package.json; a test holds the two equal. */
export const commandIds = [
  'stn.train',
  'stn.compare',
  'stn.runPreset',
  'stn.stop',
  'stn.openDashboard',
  'stn.inspect',
  'stn.benchmark',
  'stn.reproduce',
  'stn.openSettings',
  'stn.showLog',
  'stn.openReport',
] as const;

export type CommandId = (typeof commandIds)[number];

/** For when-clauses and enablement. */
export type ContextKey = 'stn.training' | 'stn.hasReport';
