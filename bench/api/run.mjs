// npm run bench -- api [--before COMMIT] [--kube-apiserver FILE] [--etcd FILE] [--objects 3000] [--in-flight 64] [--only REGEX]
// What one request costs the apiserver and etcd: processor time, and how many there are in a second with so many on their way.
// Of this working tree, and beside it, in turns and in the same run, of an earlier commit and of Kubernetes' own where they are given.
import { parseArgs } from 'node:util';
import { runBundled } from '../../tools/build/run-bundled.mjs';
import { buildEarlier } from '../earlier-build.mjs';

const { values } = parseArgs({ options: { before: { type: 'string' } }, strict: false });
const flags = process.argv.slice(2);
if (values.before) flags.push('--before-checkout', buildEarlier(values.before, ['apiserver']));
await runBundled('api', { services: ['apiserver'], programs: ['bench/api/main.ts'], flags });
