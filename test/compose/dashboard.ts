// The page as a container beside the cluster, and as a Service in it: nobody sees more than the own token or certificate lets them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../e2e/cluster/command';
import { eventually } from '../e2e/cluster/eventually';
import { kubectls } from '../e2e/cluster/kubectl';
import type { ComposeCluster } from './compose-cluster';
import { docker, onMachine } from './engine/docker';
import { ENGINE, ROOT } from './engine/paths';

const MANIFEST = join(ROOT, 'deploy/dashboard.yaml');
const NAMESPACE = 'kubets-dashboard';
const FORWARDED_PORT = 9443;

export function describeDashboard({ compose, containers, kubectl, kubeconfig, nodes }: ComposeCluster): void {
  const visit = async (url: string, shown: object) =>
    JSON.parse(
      await onMachine([process.execPath, join(__dirname, 'visit-dashboard.mjs'), url], {
        input: JSON.stringify(shown),
      }),
    );
  const tokenOf = async (name: string) => (await kubectl(`create token ${name}`)).trim();

  async function expectRightsOfVisitors(url: string): Promise<void> {
    expect(await visit(url, { token: await tokenOf('visitor') })).toEqual({
      user: 'system:serviceaccount:default:visitor',
      sees: expect.arrayContaining(['default', 'kube-system']),
    });
    expect(await visit(url, { token: await tokenOf('default') })).toEqual({
      user: 'system:serviceaccount:default:default',
      refused: 'Forbidden',
    });
    expect(await visit(url, { kubeconfig: readFileSync(kubeconfig, 'utf8') })).toMatchObject({
      user: 'kubernetes-admin',
      sees: expect.arrayContaining(['default']),
    });
    expect(await visit(url, { token: 'none' })).toEqual({ refused: 'Unauthorized' });
  }

  beforeAll(async () => {
    await kubectl('create serviceaccount visitor');
    await kubectl('create clusterrolebinding visitor-views --clusterrole=view --serviceaccount=default:visitor');
  });

  test('as a container, with a profile', async () => {
    await compose(['--profile', 'dashboard', 'up', '-d']);
    await eventually(async () => expect((await containers()).get('dashboard')?.health).toBe('healthy'), 60_000);
    const { Config, HostConfig } = (await containers()).get('dashboard')!.inspected;
    expect([Config.User, HostConfig.CapAdd, HostConfig.ReadonlyRootfs]).toEqual(['65532:65532', null, true]);
    await expectRightsOfVisitors('https://127.0.0.1:8443');
  });

  test('as a Service of the cluster, whose pod is nobody there', async () => {
    for (const node of nodes) {
      const { Id } = (await containers()).get(node)!.inspected;
      await command('sh', [
        '-c',
        'docker --host "$0" save kubets/dashboard | docker --host "$0" exec --interactive "$1" ctr --address /run/kubets/node-1/containerd.sock --namespace k8s.io images import -',
        docker.host,
        Id,
      ]);
    }
    await kubectl(`apply -f ${MANIFEST}`);
    await kubectl(`rollout status deployment/dashboard -n ${NAMESPACE} --timeout=55s`);
    const forward = spawn(
      'nsenter',
      [
        `--net=/run/netns/${ENGINE.netns}`,
        kubectls().at(-1)!.path,
        `--kubeconfig=${kubeconfig}`,
        'port-forward',
        `--namespace=${NAMESPACE}`,
        'service/dashboard',
        `${FORWARDED_PORT}:443`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(forward.stdout, 'data');
      await expectRightsOfVisitors(`https://127.0.0.1:${FORWARDED_PORT}`);
      const page = await onMachine(['curl', '-sk', `https://127.0.0.1:${FORWARDED_PORT}/`]);
      expect(page).toContain('<title>kubets</title>');
    } finally {
      forward.kill();
    }
    expect(await kubectl(`exec -n ${NAMESPACE} deployment/dashboard -- ls /etc/kubets`)).toBe('ca.crt\nkubeconfig\n');
    await kubectl(`delete -f ${MANIFEST}`);
  });
}
