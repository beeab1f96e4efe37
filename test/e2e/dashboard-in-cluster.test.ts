// deploy/dashboard.yaml: the page as a Service of the cluster, whose pod has no rights, and whose visitors have their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { publishDashboardImage } from '../images/dashboard-image';
import { command } from './cluster/command';
import { createVisitors, deleteVisitors, expectRightsOfVisitors } from './cluster/dashboard-visitors';
import { E2E } from './cluster/e2e-cluster';
import { kubectls } from './cluster/kubectl';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '../..');
const MANIFEST = join(ROOT, 'deploy/dashboard.yaml');
const NAMESPACE = 'kubets-dashboard';
const PORT = 19_443;
const kubectl = kubectls().at(-1)!;
const cluster = { kubectl: (line: string) => kubectl(line), kubeconfig: E2E.kubeconfig, machinePrefix: [] };

beforeAll(async () => {
  await publishDashboardImage(`http://127.0.0.1:${E2E.registryPort}`, join(ROOT, 'dist/apps'));
  await createVisitors(cluster);
  await kubectl(`apply -f ${MANIFEST}`);
});
afterAll(async () => {
  await deleteVisitors(cluster);
  await kubectl(`delete -f ${MANIFEST} --ignore-not-found`);
});

test('its pod runs under the strictest standard, and is nobody at the API server', async () => {
  await kubectl(`rollout status deployment/dashboard -n ${NAMESPACE} --timeout=120s`);
  const { items } = await kubectl.json(`get pods -n ${NAMESPACE}`);
  expect(items[0].spec.volumes.map(({ name }: { name: string }) => name)).toEqual(['cluster']);
  const rights = await kubectl(
    `auth can-i --list --as system:serviceaccount:${NAMESPACE}:dashboard --as-group system:authenticated --namespace ${NAMESPACE}`,
  );
  expect(rights).not.toMatch(/\b(pods|secrets|nodes|\*\.\*)\b/);
});

test('its Service leads visitors to it, who see what their tokens and certificates let them', async () => {
  const flags = ['port-forward', '--namespace', NAMESPACE, 'service/dashboard', `${PORT}:443`];
  const forward = spawn(kubectl.path, ['--kubeconfig', E2E.kubeconfig, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(forward.stdout, 'data');
    expect(await command('curl', ['-sk', `https://localhost:${PORT}/`])).toContain('<title>kubets</title>');
    await expectRightsOfVisitors(`https://localhost:${PORT}`, cluster);
  } finally {
    forward.kill();
  }
});
