import { findCondition } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { node, pod } from '../../testing/objects';
import { randomHistory, type History } from '../../testing/random-history';
import { taintEvictionController } from '../tainteviction/tainteviction-controller';
import { nodeLifecycleController } from './nodelifecycle-controller';

const NAMES = ['node-1', 'node-2', 'node-3', 'node-4'];

const lease = (name: string): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace: 'kube-node-lease', name },
  spec: { holderIdentity: name, renewTime: '2026-01-01T00:00:00.000000Z' },
});
const nodesOf = ({ cluster }: History) => cluster.objects<Node>('nodes');
const taintsOf = ({ spec }: Node) => (spec?.taints ?? []).map(({ key }) => key);

test.each(Array.from({ length: 6 }, (_, seed) => [seed]))(
  'history %i: in the end nodes are marked and tainted that are silent, and no others',
  async (seed) => {
    const silent = new Set<string>();
    const history = await randomHistory(seed, {
      controllers: [nodeLifecycleController, taintEvictionController],
      objects: NAMES.flatMap((name) => [node(name), lease(name), pod(`on-${name}`, { node: name })]),
      steps: 60,
      async change(_, random) {
        const name = NAMES[random(NAMES.length)]!;
        // One is always heard: where none is, the fault is presumed to be elsewhere.
        if (silent.has(name)) silent.delete(name);
        else if (name !== NAMES[0]) silent.add(name);
      },
      // Kubelets say what they are, and that they are there.
      async run({ cluster, clock }) {
        const renewTime = clock.now().toISOString().replace('Z', '000Z');
        for (const name of NAMES) {
          if (silent.has(name)) continue;
          const at = { namespace: 'kube-node-lease', name };
          await cluster.leases.patch(at, { type: 'merge', body: { spec: { renewTime } } });
          const stored = await cluster.nodes.get({ name });
          const isReady = findCondition(stored.status?.conditions, 'Ready')?.status === 'True';
          if (!isReady) await cluster.nodes.updateStatus({ ...stored, status: node(name).status });
        }
      },
      check: () => undefined,
    });
    for (const one of nodesOf(history)) {
      const isSilent = silent.has(nameOf(one));
      expect(findCondition(one.status?.conditions, 'Ready')?.status).toBe(isSilent ? 'Unknown' : 'True');
      const unreachable = 'node.kubernetes.io/unreachable';
      expect(taintsOf(one)).toEqual(isSilent ? [unreachable, unreachable] : []);
    }
    // They tolerate nothing.
    const left = history.cluster.objects<Pod>('pods').filter(({ metadata }) => !metadata?.deletionTimestamp);
    for (const { spec } of left) expect(silent.has(spec!.nodeName!)).toBe(false);
  },
);
