/** Holds what users download and wait for to its limits: `npm run budgets`, after `npm run package`. */
import { existsSync, statSync } from 'node:fs';

const kilobyte = 1000;

const limits: readonly { file: string; bytes: number }[] = [
  { file: 'dist/extension.js', bytes: 150 * kilobyte },
  { file: 'dist/webview/dashboard.js', bytes: 500 * kilobyte },
  { file: 'dist/webview/inspector.js', bytes: 500 * kilobyte },
  { file: 'dist/webview/comparison.js', bytes: 500 * kilobyte },
  { file: 'dist/webview/report.js', bytes: 500 * kilobyte },
  { file: 'stn-lab.vsix', bytes: 5000 * kilobyte },
];

for (const { file, bytes } of limits) {
  const size = existsSync(file) ? statSync(file).size : Infinity;
  const fits = size <= bytes;
  console.log(
    `${fits ? 'within' : 'OVER  '}  ${file}: ${(size / kilobyte).toFixed(0)} kB of ${bytes / kilobyte} kB`,
  );
  if (!fits) process.exitCode = 1;
}
