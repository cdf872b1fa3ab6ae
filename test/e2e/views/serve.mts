/** For looking at the views while working on them: `tsx test/e2e/views/serve.mts [EVENTS_FILE]`. */
import { serveViews } from './server';

const { url } = await serveViews(process.argv[2], 5190);
console.log(`The views are at ${url}`);
