/** `npm run train`: the trainer without VS Code. */
import { resolve } from 'node:path';
import { recordedEvents } from '../../files/recordedEvents';
import type { Config } from '../../shared/config';
import { encodeLine } from '../../shared/messages';
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';
import { holdsRun } from '../run/savedRun';
import { TrainerSession } from '../session';
import { readConfiguration } from './configuration';
import { onInterruption } from './interruption';
import { presetList } from './presetList';
import { TerminalReporter } from './terminal';
import { commandLinePlaces, existingFolder, exitCode, parseArguments, runCommand, UsageError } from './usage';

const usage = `Usage: npm run train -- [--preset NAME] [--config FILE] [--set key=value ...] [--data DIR] [--out DIR] [--json]
       npm run train -- --resume RUN_DIR [--json]
       npm run train -- --list-presets

  --preset NAME    settings of a preset; what follows is laid over it
  --config FILE    settings as JSON, as in settings.json
  --set key=value  one setting, such as epochs=2 or sampler.padding=border
  --data DIR       folder with the four IDX files
  --out DIR        run folder to make (default: runs/ and the time)
  --resume RUN_DIR goes on with an interrupted run from its last checkpoint, with its own settings
  --json           one event a line on stdout, and nothing else there
  --list-presets   names every preset and says what it is`;

async function main(): Promise<number> {
  const { values } = parseArguments({
    options: {
      preset: { type: 'string' },
      'list-presets': { type: 'boolean', default: false },
      config: { type: 'string' },
      set: { type: 'string', multiple: true },
      data: { type: 'string' },
      out: { type: 'string' },
      resume: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return exitCode.done;
  }
  if (values['list-presets']) {
    console.log(presetList());
    return exitCode.done;
  }
  const resumed = values.resume === undefined ? undefined : existingFolder('--resume', values.resume);
  if (resumed) {
    const other = (['preset', 'config', 'set', 'data', 'out'] as const).find((name) => values[name]);
    if (other)
      throw new UsageError(`--resume takes the run’s own settings and folder: leave --${other} out.`);
  }
  const terminal = values.json
    ? undefined
    : new TerminalReporter(resumed ? await startedOf(resumed) : undefined);
  const listen = (event: TrainerEvent): void => {
    if (terminal) terminal.listen(event);
    else process.stdout.write(`${encodeLine(event)}\n`);
  };
  const session = new TrainerSession(listen, __dirname);
  const begin = resumed
    ? () => session.resume(resumed, commandLinePlaces())
    : newRun(session, readConfiguration(values), values.out);
  const interrupted = onInterruption(() => session.stop());
  const outcome = await begin();
  terminal?.close();
  session.dispose();
  if (outcome === 'failed') return exitCode.failed;
  return interrupted() ? exitCode.interrupted : exitCode.done;
}

/** @throws UsageError where the folder holds a run already */
function newRun(session: TrainerSession, config: Config, out: string | undefined) {
  const directory = resolve(out ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`);
  if (holdsRun(directory)) {
    throw new UsageError(
      `--out: ${directory} holds a run already; name another folder, or go on with it by --resume.`,
    );
  }
  return () => session.start(config, directory, commandLinePlaces());
}

/** What a run told as it began; undefined where it never did, which the session will say. */
async function startedOf(directory: string): Promise<TrainerEventOf<'started'> | undefined> {
  if (!holdsRun(directory)) return undefined;
  for await (const events of recordedEvents(directory, () => undefined)) {
    const started = events.find((event) => event.type === 'started');
    if (started) return { ...started, directory };
  }
  return undefined;
}

void runCommand(usage, main);
