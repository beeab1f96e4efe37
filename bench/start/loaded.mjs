// loaded.mjs FOLDER: loads what a service begins with from its bundle, collects garbage and prints the KiB that the process has then
// (proportional). Run with --expose-gc.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const service = readdirSync(folder).find((file) => /^service-\w+\.js$/.test(file));
if (!service) throw new Error(`${folder} has no service`);
await import(join(folder, service));
globalThis.gc();
globalThis.gc();
console.log(/^Pss: *(\d+)/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))[1]);
// What a module has begun when it was loaded need not end.
process.exit(0);
