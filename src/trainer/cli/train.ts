/** `npm run train`: the trainer without VS Code. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { encodeLine } from '../../shared/messages';
import type { TrainerEvent } from '../../shared/trainerProtocol';
import { TrainerSession } from '../session';
import { readConfiguration } from './configuration';
import { onInterruption } from './interruption';
import { presetList } from './presetList';
import { TerminalReporter } from './terminal';
import { commandLinePlaces, exitCode, parseArguments, runCommand, UsageError } from './usage';

const usage = `Usage: npm run train -- [--preset NAME] [--config FILE] [--set key=value ...] [--data DIR] [--out DIR] [--json]
       npm run train -- --list-presets

  --preset NAME    settings of a preset; what follows is laid over it
  --config FILE    settings as JSON, as in settings.json
  --set key=value  one setting, such as epochs=2 or sampler.padding=border
  --data DIR       folder with the four IDX files
  --out DIR        run folder to make (default: runs/ and the time)
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
  const config = readConfiguration(values);
  const directory = resolve(
    values.out ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`,
  );
  if (existsSync(resolve(directory, 'events.jsonl'))) {
    throw new UsageError(`--out: ${directory} holds a run already; name another folder.`);
  }

  const terminal = values.json ? undefined : new TerminalReporter();
  const listen = (event: TrainerEvent): void => {
    if (terminal) terminal.listen(event);
    else process.stdout.write(`${encodeLine(event)}\n`);
  };
  const session = new TrainerSession(listen, __dirname);
  const interrupted = onInterruption(() => session.stop());

  const outcome = await session.start(config, directory, commandLinePlaces());
  terminal?.close();
  session.dispose();
  if (outcome === 'failed') return exitCode.failed;
  return interrupted() ? exitCode.interrupted : exitCode.done;
}

void runCommand(usage, main);
