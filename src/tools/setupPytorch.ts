/**
 * `npm run setup:pytorch`: makes a virtual environment in .pytorch with the PyTorch that `npm run bench` compares with,
 * and torchvision, which the tutorial reads MNIST with. It is tried before it moves to its place as a whole, and tried
 * again before it is left alone.
 */
import { resolve } from 'node:path';
import { attempt } from './attempt';
import { environmentPython, pytorchEnvironment, pytorchHome } from './pytorchPlace';
import { firstThatRuns, runProgram } from './runProgram';
import { installInto } from './staging';

const project = resolve(__dirname, '..', '..');
const home = resolve(project, pytorchHome);
const environment = resolve(home, pytorchEnvironment);
const packages = ['torch==2.13.0', 'torchvision==0.28.0'];

/** PyPI's wheels for Linux bring gigabytes of CUDA; the "+cpu" ones of this index count as newer where it is reached. */
const cpuWheels = 'https://download.pytorch.org/whl/cpu';

const oldest = [3, 10];
const checkPython = `import sys, venv, ensurepip; sys.exit(sys.version_info < (${oldest.join()}))`;

/** Puts an image through both libraries and prints PyTorch's version. */
const tryScript = resolve(project, 'test', 'bench', 'pytorch', 'vision.py');

function main(): void {
  const present = attempt(() => tryIn(environment));
  if (present.ok) {
    console.log(`PyTorch ${present.value} is set up already.`);
    return;
  }
  const installed = attempt(() => installInto(home, pytorchEnvironment, install));
  if (!installed.ok) {
    throw new Error(
      `PyTorch can’t be set up here: ${installed.reason}; only "npm run bench" uses it, and leaves it out.`,
    );
  }
  // Once more: it has moved.
  console.log(`PyTorch ${tryIn(environment)} is set up in ${home}: "npm run bench" compares with it.`);
}

function install(staging: string): string {
  const python = firstThatRuns(
    ['python3', 'python'],
    ['-c', checkPython],
    `Python ${oldest.join('.')} or newer with venv`,
  );
  runProgram(python, ['-m', 'venv', staging]);
  console.log(`Installing ${packages.join(' and ')} with pip (about 200 MB) …`);
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1'];
  runProgram(
    environmentPython(staging),
    ['-m', 'pip', 'install', ...quietly, '--extra-index-url', cpuWheels, ...packages],
    { minutes: 60 },
  );
  tryIn(staging);
  return staging;
}

/** @returns PyTorch's version */
function tryIn(directory: string): string {
  return runProgram(environmentPython(directory), [tryScript]).trim();
}

const outcome = attempt(main);
if (!outcome.ok) {
  console.error(outcome.reason);
  process.exitCode = 1;
}
