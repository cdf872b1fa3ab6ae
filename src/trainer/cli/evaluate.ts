/** `npm run evaluate`: test loss and accuracy of a run's newest weights. */
import { TrainerSession } from '../session';
import { testLine } from './terminal';
import { commandLinePlaces, existingFolder, exitCode, parseArguments, runCommand, UsageError } from './usage';

const usage = `Usage: npm run evaluate -- RUN_DIR [--data DIR] [--json]

  RUN_DIR     folder that a training wrote
  --data DIR  folder with the four IDX files (default: what the run trained on)
  --json      {"loss", "accuracy", "correct", "total"} on stdout, and nothing else there`;

async function main(): Promise<number> {
  const { values, positionals } = parseArguments({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return exitCode.done;
  }
  if (positionals.length !== 1) throw new UsageError('Name one run folder.');
  const run = existingFolder('RUN_DIR', positionals[0]);
  const overrides = values.data === undefined ? {} : { dataDirectory: existingFolder('--data', values.data) };

  const session = new TrainerSession(({ type, ...event }) => {
    if (type === 'log' && 'message' in event) console.error(event.message);
  }, __dirname);
  const result = await session.evaluateRun(run, commandLinePlaces(), overrides);
  session.dispose();
  console.log(values.json ? JSON.stringify(result) : testLine({ test: result }));
  return exitCode.done;
}

void runCommand(usage, main);
