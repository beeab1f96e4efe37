// npm run bench -- scheduler [--nodes 1000] [--pods 3000] [--before COMMIT] [--etcd FILE]
//                            [--kube-apiserver FILE --kube-scheduler FILE] [--only-decisions]
// How many pods a scheduler binds in a second while they are created as fast as the API server takes them, and what a pod costs
// scheduler, API server and etcd. Of this working tree, and before it, each over an etcd of its own, of an earlier commit and of
// Kubernetes' own where they are given. And how many decisions there are in a second, with nothing around them.
import { parseArgs } from 'node:util';
import { runBundled } from '../../tools/build/run-bundled.mjs';
import { buildEarlier } from '../earlier-build.mjs';

const services = ['apiserver', 'scheduler'];
const { values } = parseArgs({ options: { before: { type: 'string' } }, strict: false });
const flags = process.argv.slice(2);
if (values.before) flags.push('--before-checkout', buildEarlier(values.before, services));
await runBundled('scheduler', { services, programs: ['bench/scheduler/main.ts'], flags });
