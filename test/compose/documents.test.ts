// Compose v2, on another network and other ports than the default: the newest documents' flows, with KUBETS_DOCUMENTS=all
// the older ones' as well, and nothing left. All of them are followed on a cluster of `npm start` in any case.
import { readFile } from 'node:fs/promises';
import type { ClusterUnderTest } from '../e2e/cluster/cluster-under-test';
import { selectedKubectls, type Kubectl } from '../e2e/cluster/kubectl';
import { describeConnectingApplications } from '../e2e/documents/connecting-applications';
import { describeConnectingApplications2015 } from '../e2e/documents/connecting-applications-2015';
import { describeConnectingApplicationsV1beta1 } from '../e2e/documents/connecting-applications-v1beta1';
import { describeServices } from '../e2e/documents/services';
import { createComposeCluster } from './compose-cluster';
import { composeV2 } from './engine/compose-program';
import { ENGINE } from './engine/paths';
import { expectNothingAfterDown } from './left-behind';

jest.setTimeout(300_000);

const compose = createComposeCluster({
  program: composeV2,
  project: 'kubets-v2',
  network: '10.203.0',
  securePort: 16443,
  grpcPort: 16444,
});

/** Its user sits at the engine's machine. */
const cluster: ClusterUnderTest = {
  kubeconfig: compose.kubeconfig,
  nodes: compose.nodes,
  addressOf: compose.addressOf,
  podIpPattern: /10\.244\.\d+\.\d+/,
  serviceIpPattern: /10\.(?:9[6-9]|10\d|11[01])\.\d+\.\d+/,
  kubernetesIp: '10.96.0.1',
  dnsIp: '10.96.0.10',
  machinePrefix: ['nsenter', `--net=/run/netns/${ENGINE.netns}`],
  nodePrefix: async (node) => {
    // Asked for each time, since a container that comes back has a new one; its file is seen from the engine's mounts only.
    const { SandboxKey } = (await compose.containers()).get(node.replace('node', 'network'))!.inspected.NetworkSettings;
    const engine = (await readFile(ENGINE.pidFile, 'utf8')).trim();
    return ['nsenter', `--target=${engine}`, '--mount', '--', 'nsenter', `--net=${SandboxKey}`];
  },
  testAddress: ENGINE.hostAddress,
};

const DOCUMENTS: Record<string, (cluster: ClusterUnderTest, kubectl: Kubectl) => void> = {
  'Connecting applications, Kubernetes 1.0 and 1.1': describeConnectingApplications2015,
  'Connecting applications, Kubernetes 1.6': describeConnectingApplicationsV1beta1,
  'Connecting applications, Kubernetes 1.27 and later': describeConnectingApplications,
  'Services and service discovery': describeServices,
};

const NEWEST = ['Connecting applications, Kubernetes 1.27 and later', 'Services and service discovery'];
const isFollowed = (title: string) => process.env.KUBETS_DOCUMENTS === 'all' || NEWEST.includes(title);

beforeAll(async () => {
  await compose.compose(['up', '-d']);
  await compose.readyNodes(compose.nodes, 90_000);
});

describe.each(
  Object.entries(DOCUMENTS)
    .map((entry, index) => [...entry, index] as const)
    .filter(([title]) => isFollowed(title)),
)('%s', (_title, describeDocument, index) => {
  // The turns go on where those of `npm start`'s cluster end.
  describe.each(selectedKubectls(Object.keys(DOCUMENTS).length + index, cluster))('kubectl %s', (_version, kubectl) =>
    describeDocument(cluster, kubectl),
  );
});

test('down -v leaves nothing', () => expectNothingAfterDown(compose));
