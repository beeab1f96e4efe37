import { nameOf } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Pod, ReplicationController } from '@kubets/proto-gen/core/v1';
import { replicaSetController } from '../controllers/replicaset/replicaset-controller';
import { replicationControllerController } from '../controllers/replicationcontroller/replicationcontroller-controller';
import { pod, replicaSet, template } from '../testing/objects';
import { randomHistory, type History } from '../testing/random-history';

const REPLICAS = 4;

const controller: ReplicationController = {
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { namespace: 'default', name: 'web', uid: 'web-uid', generation: 1 },
  spec: { replicas: REPLICAS, selector: { app: 'web' }, template: template() },
};
const KINDS = [
  ['replicasets', replicaSetController, replicaSet('web', { spec: { replicas: REPLICAS } })],
  ['replicationcontrollers', replicationControllerController, controller],
] as const;

const ofOwner = ({ cluster }: History) =>
  cluster
    .objects<Pod>('pods')
    .filter(({ metadata }) => metadata?.ownerReferences?.[0]?.uid === 'web-uid' && !metadata.deletionTimestamp);

test.each(KINDS.flatMap((kind) => Array.from({ length: 5 }, (_, seed) => [seed, ...kind] as const)))(
  'history %i of %s: as many pods as wanted, and at no time more than it had made or found',
  async (seed, plural, entry, object) => {
    let found = 0;
    const history = await randomHistory(seed, {
      controllers: [entry],
      objects: [object],
      steps: 60,
      async change(now, random) {
        const pods = ofOwner(now);
        const some = pods[random(Math.max(1, pods.length))];
        const what = random(4);
        if (what === 3) {
          const [owner] = now.cluster.objects<ReplicaSet>(plural);
          const annotations = { touched: String(random(1000)) };
          return void (await now.cluster
            .resource(plural)
            .update({ ...owner!, metadata: { ...owner!.metadata, annotations } }));
        }
        if (what === 0) now.cluster.seed(pod(`found-${found++}`));
        if (!some || what === 0) return;
        if (what === 1) return void (await now.cluster.pods.delete({ namespace: 'default', name: nameOf(some) }));
        // It is nobody's from then on.
        const stored = await now.cluster.pods.get({ namespace: 'default', name: nameOf(some) });
        await now.cluster.pods.update({ ...stored, metadata: { ...stored.metadata, labels: { app: 'debugged' } } });
      },
      check(now) {
        // What it has made itself is never more than what it wants.
        const made = ofOwner(now).filter((one) => !nameOf(one).startsWith('found-'));
        expect(made.filter(({ metadata }) => metadata?.labels?.app === 'web').length).toBeLessThanOrEqual(REPLICAS);
      },
    });
    expect(ofOwner(history)).toHaveLength(REPLICAS);
    const [{ status } = {}] = history.cluster.objects<ReplicaSet>(plural);
    expect(status).toMatchObject({ replicas: REPLICAS, readyReplicas: REPLICAS, observedGeneration: 1 });
    const released = history.cluster
      .objects<Pod>('pods')
      .filter(({ metadata }) => metadata?.labels?.app === 'debugged');
    expect(released.flatMap(({ metadata }) => metadata?.ownerReferences ?? [])).toEqual([]);
  },
);
