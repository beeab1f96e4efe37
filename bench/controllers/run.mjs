// npm run bench -- controllers [--pods 500] [--nodes 100] [--rounds 1] [--before COMMIT] [--etcd FILE] [--only REGEX]
//        [--kube-apiserver FILE --kube-scheduler FILE --kube-controller-manager FILE] [--profile DIRECTORY]
// How fast controllers and scheduler bring about what is asked for, and what that costs each process: replicas behind a Service, a
// rolling update of them, a Job, a StatefulSet, on nodes whose kubelets are simulated. Of this working tree, and in turns with it, each
// over an etcd of its own, of an earlier commit and of Kubernetes' own where they are given. A profile is of this build's
// controller-manager, as --cpu-prof of Node.js writes it.
import { parseArgs } from 'node:util';
import { runBundled } from '../../tools/build/run-bundled.mjs';
import { buildEarlier } from '../earlier-build.mjs';

const services = ['apiserver', 'scheduler', 'controller-manager'];
const { values } = parseArgs({ options: { before: { type: 'string' } }, strict: false });
const flags = process.argv.slice(2);
if (values.before) flags.push('--before-checkout', buildEarlier(values.before, services));
await runBundled('controllers', { services, programs: ['bench/controllers/main.ts'], flags });
