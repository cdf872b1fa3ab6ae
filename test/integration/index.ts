/**
 * The suite that runs inside a real extension host: its `run` is what VS Code calls with `extensionTestsPath`.
 * Bundled into one file, so the tests are not found by name but defined by calling them.
 */
import { format } from 'node:util';
import Mocha from 'mocha';
import { defineActivationTests } from './activation';
import { defineBenchmarkTests } from './benchmark';
import { defineComparisonTests } from './comparison';
import { defineReproductionTests } from './reproduce';
import { defineRunsTests } from './runs';
import { defineSteeringTests } from './steering';
import { defineTrainingTests } from './training';
import { defineViewTests } from './views';

export function run(): Promise<void> {
  // The extension host hands the parts of a line on as they are, placeholders and all.
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => console.log(format(...parts));
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: 'spec', color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  defineActivationTests();
  defineViewTests();
  defineTrainingTests();
  defineSteeringTests();
  defineComparisonTests();
  defineBenchmarkTests();
  defineReproductionTests();
  defineRunsTests();
  return new Promise((resolve, reject) => {
    const failures: string[] = [];
    mocha
      .run((count) => {
        if (count === 0) resolve();
        else reject(new Error(`${count} tests failed in the extension host:\n${failures.join('\n')}`));
      })
      .on('fail', (test, error: Error) =>
        failures.push(`${test.fullTitle()}: ${error.stack ?? error.message}`),
      );
  });
}
