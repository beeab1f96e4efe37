// The page as a container beside the cluster, and the image of it as a Service in it.
import { join } from 'node:path';
import { command } from '../e2e/cluster/command';
import { createVisitors, expectRightsOfVisitors } from '../e2e/cluster/dashboard-visitors';
import { eventually } from '../e2e/cluster/eventually';
import type { ComposeCluster } from './compose-cluster';
import { docker } from './engine/docker';
import { ENGINE, ROOT } from './engine/paths';

const MANIFEST = join(ROOT, 'deploy/dashboard.yaml');
const IMPORT =
  'docker --host "$0" save kubets/dashboard | docker --host "$0" exec --interactive "$1" ctr --address /run/kubets/node-1/containerd.sock --namespace k8s.io images import -';

export function describeDashboard({ compose, containers, kubectl, kubeconfig }: ComposeCluster): void {
  const cluster = { kubectl, kubeconfig, machinePrefix: ['nsenter', `--net=/run/netns/${ENGINE.netns}`] };

  test('as a container, with a profile', async () => {
    await createVisitors(cluster);
    await compose(['--profile', 'dashboard', 'up', '-d']);
    await eventually(async () => expect((await containers()).get('dashboard')?.health).toBe('healthy'), 60_000);
    const { Config, HostConfig } = (await containers()).get('dashboard')!.inspected;
    expect([Config.User, HostConfig.CapAdd, HostConfig.ReadonlyRootfs]).toEqual(['65532:65532', null, true]);
    await expectRightsOfVisitors('https://127.0.0.1:8443', cluster);
  });

  test('as a Service of the cluster, of an image that was put into the nodes', async () => {
    // Of which there may be more than in the beginning.
    for (const [name, { inspected }] of await containers())
      if (/^node-\d+$/.test(name)) await command('sh', ['-c', IMPORT, docker.host, inspected.Id]);
    await kubectl(`apply -f ${MANIFEST}`);
    await kubectl('rollout status deployment/dashboard -n kubets-dashboard --timeout=55s');
    await kubectl(`delete -f ${MANIFEST}`);
  });
}
