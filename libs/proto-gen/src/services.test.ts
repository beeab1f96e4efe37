import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** The bytes that each file has in a bundle of this source. */
function bundled(source: string): Map<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'kubets-bundle-'));
  try {
    const metafile = join(folder, 'meta.json');
    const options = [
      '--bundle',
      '--platform=node',
      '--tsconfig=tsconfig.base.json',
      '--log-level=warning',
      `--metafile=${metafile}`,
      `--outfile=${join(folder, 'out.js')}`,
    ];
    execFileSync(join(root, 'node_modules/.bin/esbuild'), options, { cwd: root, input: source });
    const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
      outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
    };
    const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
    return new Map(
      inputs.map(([file, { bytesInOutput }]) => [file.replace('libs/proto-gen/src/gen/kubets/', ''), bytesInOutput]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a bundle has the codecs of the resources that it names, and of no others', () => {
  const bytes = bundled("import { leases } from '@kubets/proto-gen/services'; console.log(leases);");
  expect(bytes.get('coordination/v1/lease.ts')).toBeGreaterThan(1000);
  const ofOthers = [
    'core/v1/pod.ts',
    'core/v1/pods_rpc.ts',
    'apps/v1/deployment.ts',
    'rbac/v1/role.ts',
    'rbac/v1/roles_rpc.ts',
  ];
  // What is left of a file is its name.
  expect(ofOthers.filter((file) => (bytes.get(file) ?? 0) > 200)).toEqual([]);
});
