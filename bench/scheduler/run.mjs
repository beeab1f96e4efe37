// node bench/scheduler/run.mjs [--nodes 5000] [--pods 10000]
// Pods scheduled per second, against only creating and binding them, on the same in-memory apiserver in the same run.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('scheduler', { programs: ['bench/scheduler/main.ts'] });
