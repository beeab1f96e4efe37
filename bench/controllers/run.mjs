// node bench/controllers/run.mjs --kubeconfig FILE [--replicas 500]
// How fast a running cluster makes replicas, against what one client can create by itself.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('controllers', { programs: ['bench/controllers/replicas.ts'] });
