/** tfjs-node with the TensorFlow that PyPI's wheel carries, its addon compiled here. */
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { firstThatRuns, runProgram } from './runProgram';

const wheel = 'tensorflow-cpu==2.21.0';

/** Any Python 3 may fetch it: nothing of the wheel's Python is used. */
const wheelTags = [
  '--implementation',
  'cp',
  '--python-version',
  '3.11',
  '--abi',
  'cp311',
  '--platform',
  'manylinux_2_27_x86_64',
];

/** Extracts TensorFlow's libraries, and the headers that the addon includes, without the gigabyte around them. */
const unpackScript = `
import shutil, sys, zipfile
from pathlib import Path
wheel, target = sys.argv[1:]
roots = tuple('tensorflow/include/' + root for root in ('tensorflow/c/', 'tensorflow/core/platform/', 'tsl/', 'xla/tsl/'))
libraries = ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2')
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.endswith('/') or not (name in libraries or name.startswith(roots)): continue
        path = Path(target, 'lib', Path(name).name) if name in libraries else Path(target, name[len('tensorflow/'):])
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, open(path, 'wb') as sink: shutil.copyfileobj(source, sink)
`;

/**
 * @param directory gets node_modules with a whole tfjs-node
 * @param installPackages installs tfjs-node without its script, and node-api-headers
 * @throws Error with one line on what is missing or failed
 */
export function installFromWheel(directory: string, installPackages: () => void): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`it is for linux-x64, and this is ${process.platform}-${process.arch}`);
  }
  const python = firstThatRuns(['python3', 'python'], ['-m', 'pip', '--version'], 'Python 3 with pip');
  const compilers = [process.env.CXX ?? 'g++', 'c++', 'clang++'];
  const compiler = firstThatRuns(compilers, ['--version'], 'a C++ compiler such as g++');
  installPackages();
  const modules = join(directory, 'node_modules');
  const tfjsNode = join(modules, '@tensorflow', 'tfjs-node');
  console.log(`Taking TensorFlow from PyPI’s ${wheel} (about 270 MB) …`);
  const dependencies = join(tfjsNode, 'deps');
  unpackWheel(python, directory, dependencies);
  console.log('Compiling the addon …');
  compileAddon(compiler, tfjsNode, join(modules, 'node-api-headers', 'include'));
  rmSync(join(dependencies, 'include'), { recursive: true });
  rmSync(join(modules, 'node-api-headers'), { recursive: true });
}

function unpackWheel(python: string, directory: string, dependencies: string): void {
  const downloads = join(directory, 'wheel');
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-cache-dir', '--retries', '1'];
  const exactly = ['--no-deps', '--only-binary', ':all:', ...wheelTags];
  runProgram(python, ['-m', 'pip', 'download', ...quietly, ...exactly, '--dest', downloads, wheel], {
    minutes: 60,
  });
  const [file] = readdirSync(downloads);
  runProgram(python, ['-c', unpackScript, join(downloads, file), dependencies]);
  const library = join(dependencies, 'lib');
  // A quarter of it is symbols that only a debugger reads.
  runProgram('strip', ['--strip-unneeded', join(library, 'libtensorflow_cc.so.2')]);
  symlinkSync('libtensorflow_cc.so.2', join(library, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(library, 'libtensorflow_framework.so'));
}

/** What binding.gyp says for Linux, without node-gyp: its headers would be one more download. */
function compileAddon(compiler: string, tfjsNode: string, nodeHeaders: string): void {
  const napiVersion = '8';
  const addon = join('lib', `napi-v${napiVersion}`, 'tfjs_binding.node');
  mkdirSync(join(tfjsNode, 'lib', `napi-v${napiVersion}`), { recursive: true });
  runProgram(
    compiler,
    [
      ...['-shared', '-fPIC', '-O2', '-std=c++17', `-DNAPI_VERSION=${napiVersion}`],
      ...['-I', join('deps', 'include'), '-I', nodeHeaders],
      ...[join('binding', 'tfjs_backend.cc'), join('binding', 'tfjs_binding.cc')],
      ...['-L', join('deps', 'lib'), '-ltensorflow', '-ltensorflow_framework'],
      ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', addon],
    ],
    { directory: tfjsNode },
  );
}
