/** Where PyTorch is set up, for whoever runs it. */
import { join } from 'node:path';

/** Of the virtual environment in a project's .pytorch. */
export function environmentPython(environment: string): string {
  return process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');
}

export const pytorchHome = '.pytorch';
export const pytorchEnvironment = 'venv';
