// npm run bench -- api [--before COMMIT] [--kube-apiserver FILE] [--etcd FILE] [--objects 3000] [--in-flight 64] [--parts 4]
//                      [--only REGEX] [--without-managed-fields] [--workers N] [--profile DIRECTORY]
// What one request costs the apiserver and etcd: processor time, and how many there are in a second with so many on their way.
// Of this working tree, and beside it, in turns and in the same run, of an earlier commit and of Kubernetes' own where they are given,
// of this one without managed fields where it is asked what these cost, and of this one as N processes. A profile is of this build's server, as --cpu-prof of
// Node.js writes it.
import { parseArgs } from 'node:util';
import { runBundled } from '../../tools/build/run-bundled.mjs';
import { buildChanged } from '../changed-build.mjs';
import { buildEarlier } from '../earlier-build.mjs';

const { values } = parseArgs({
  options: { before: { type: 'string' }, 'without-managed-fields': { type: 'boolean' } },
  strict: false,
});
const flags = process.argv.slice(2);
if (values.before) flags.push('--before-checkout', buildEarlier(values.before, ['apiserver']));
if (values['without-managed-fields']) {
  const from =
    'export async function recordWrite({ request, object, old, now, applied }: RecordedWrite): Promise<void> {';
  const change = {
    file: 'apps/apiserver/src/pipeline/field-ownership.ts',
    from,
    to: `${from}\n  if (!applied) return;`,
  };
  flags.push('--without-checkout', buildChanged(change, ['apiserver']));
}
await runBundled('api', { services: ['apiserver'], programs: ['bench/api/main.ts'], flags });
