// README's first steps, pasted whole, as somebody does who has just started a cluster.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './cluster/command';
import { E2E } from './cluster/e2e-cluster';
import { kubectls } from './cluster/kubectl';
import { writeNamespacedKubeconfig } from './cluster/namespaced-kubeconfig';

const NAMESPACE = 'readme';
const ADDRESS = "$(kubectl get svc web -o jsonpath='{.status.loadBalancer.ingress[0].ip}')";

const dir = mkdtempSync(join(tmpdir(), 'kubets-readme-'));
const kubeconfig = join(dir, 'config');
const kubectl = kubectls().at(-1)!;

beforeAll(async () => {
  writeNamespacedKubeconfig(kubeconfig, NAMESPACE);
  await kubectl(`create namespace ${NAMESPACE}`);
});
afterAll(async () => {
  await kubectl(`delete namespace ${NAMESPACE}`);
  rmSync(dir, { recursive: true });
});

test('the block that makes a Service and reaches it works in one go', async () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const block = [...readme.matchAll(/^```\n(.*?)^```$/gms)]
    .map(([, text]) => text!)
    .find((text) => text.includes('kubectl expose'))!;
  const script = block
    .split('\n')
    // The shared cluster is left as it is, and has addresses and nodes of its own.
    .filter((line) => !line.startsWith('npx kubets'))
    .join('\n')
    .replace('curl http://10.201.0.200', `curl http://${ADDRESS}`)
    .replace('kubets-node-1', E2E.netnsOf('node-1'));
  const output = await command('bash', ['-e', '-c', script], { env: { KUBECONFIG: kubeconfig } });
  expect(output.match(/Welcome to nginx!<\/title>/g)).toHaveLength(2);
});
