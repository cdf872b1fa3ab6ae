/** Is the program that `stn.nodePath` names a Node.js that can run the trainer? */
import { execFile } from 'node:child_process';
import { FaultError, reasonOf } from '../fault';

const oldestNode = 20;
const timeout = 10_000;

/** @throws FaultError where it isn't there, isn't Node.js or is too old */
export async function checkNode(program: string): Promise<void> {
  const version = /^v(\d+)\.\d+\.\d+\s*$/.exec(await printedVersion(program));
  if (!version) throw new FaultError({ kind: 'notNode', program });
  if (Number(version[1]) < oldestNode) {
    throw new FaultError({
      kind: 'nodeTooOld',
      program,
      version: version[0].trim(),
      oldest: oldestNode,
    });
  }
}

function printedVersion(program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    try {
      execFile(program, ['--version'], { timeout, maxBuffer: 10_000 }, (error, stdout) => {
        // A text code comes from the system: the program was not even run. A number is the program's own exit code.
        if (error && typeof error.code === 'string' && error.code !== 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
          reject(new FaultError({ kind: 'nodeNotFound', program, reason: error.code }));
        } else resolve(stdout);
      });
    } catch (error) {
      // For instance a path with a null character.
      reject(new FaultError({ kind: 'nodeNotFound', program, reason: reasonOf(error) }));
    }
  });
}
