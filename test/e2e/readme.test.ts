// README's blocks, pasted whole, as somebody does who has just started a cluster. With KUBETS_PAGES=all test/e2e/fresh-clone.test.ts does it
// as it is written, from a clone on.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellBlocks } from '../../tools/lint/shell-blocks';
import { installedClients } from '../conformance/command-line-clients';
import { command } from './cluster/command';
import { E2E } from './cluster/e2e-cluster';
import { kubectls } from './cluster/kubectl';
import { writeNamespacedKubeconfig } from './cluster/namespaced-kubeconfig';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../..');
const NAMESPACE = 'readme';
const ADDRESS = "$(kubectl get svc web -o jsonpath='{.status.loadBalancer.ingress[0].ip}')";

const dir = mkdtempSync(join(tmpdir(), 'kubets-readme-'));
const kubeconfig = join(dir, 'config');
const kubectl = kubectls().at(-1)!;
const blocks = shellBlocks(readFileSync(join(ROOT, 'README.md'), 'utf8'));
const blockWith = (text: string) => blocks.find((block) => block.includes(text))!;
const paste = (script: string) =>
  command('bash', ['-e', '-c', `kubectl() { ${kubectl.path} "$@"; }\n${script}`], {
    cwd: ROOT,
    env: { KUBECONFIG: kubeconfig },
    timeoutMs: 110_000,
  });

beforeAll(async () => {
  writeNamespacedKubeconfig(kubeconfig, NAMESPACE);
  await kubectl(`create namespace ${NAMESPACE}`);
});
afterAll(async () => {
  await kubectl(`delete namespace ${NAMESPACE}`);
  await kubectl('delete pod,service hello --ignore-not-found');
  await kubectl('delete rolebinding default-views --ignore-not-found');
  rmSync(dir, { recursive: true });
});

test('every block is pasted somewhere', () => {
  // The first one and that of containers begin with nothing: fresh-clone.test.ts, and test/compose.
  const known = ['npm start', 'kubectl expose', 'docker-compose up', 'grpcurl'];
  expect(blocks.filter((block) => !known.some((text) => block.includes(text)))).toEqual([]);
});

test('the block that makes a Service and reaches it works in one go', async () => {
  const script = blockWith('kubectl expose')
    // The shared cluster has addresses, nodes and a name of its own.
    .replace('curl http://10.201.0.200', `curl http://${ADDRESS}`)
    .replace('kubets-node-1', E2E.netnsOf('node-1'))
    .replace('npx kubets status', `npx kubets status --name ${E2E.name}`);
  const output = await paste(script);
  expect(output.match(/Welcome to nginx!<\/title>/g)).toHaveLength(2);
  expect(output).toMatch(/^apiserver +ok/m);
});

(installedClients.includes('grpcurl') ? test : test.skip)('the block of grpcurl works in one go', async () => {
  const script = blockWith('grpcurl')
    .replaceAll('/var/lib/kubets/pki', join(E2E.stateDir, 'pki'))
    .replaceAll('127.0.0.1:6444', `127.0.0.1:${E2E.grpcPort}`)
    // The calls say their namespace, what kubectl does has none of the tests'.
    .replaceAll('kubectl create', 'kubectl --namespace default create');
  // Watching ends with its time, which grpcurl calls a failure; what comes after it is what counts.
  const output = await paste(`set +e\n${script}`);
  expect(output).toContain('kubets.core.v1.Services');
  expect(output.match(/"name": "hello"/g)!.length).toBeGreaterThanOrEqual(6);
  expect(output.trimEnd()).toMatch(/\}$/);
});
