import { nameOf, uidOf } from '@kubets/apimachinery';
import type { Deployment, DeploymentSpec, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { deployment, template } from '../../testing/objects';
import { randomHistory, type History } from '../../testing/random-history';
import { replicaSetController } from '../replicaset/replicaset-controller';
import { deploymentController } from './deployment-controller';
import { REVISION } from './revision';

const MOST_REPLICAS = 5;
/** At 25 % of that many. */
const SURGE = 2;

const current = ({ cluster }: History) => cluster.objects<Deployment>('deployments')[0]!;
const setsOf = ({ cluster }: History) => cluster.objects<ReplicaSet>('replicasets');
const livePods = ({ cluster }: History) =>
  cluster.objects<Pod>('pods').filter(({ metadata }) => !metadata?.deletionTimestamp);
const ownerOf = ({ metadata }: Pod) => metadata?.ownerReferences?.[0]?.uid;
const imageOf = ({ spec }: Pod) => spec?.containers?.[0]?.image;

test.each([
  ...Array.from({ length: 6 }, (_, seed) => [seed, 'RollingUpdate'] as const),
  ...[6, 7, 8].map((seed) => [seed, 'Recreate'] as const),
])(
  'history %i, %s: no template has two ReplicaSets, none has too many pods, and the last one runs',
  async (seed, type) => {
    const strategy = type === 'Recreate' ? { type } : deployment().spec!.strategy;
    const history = await randomHistory(seed, {
      controllers: [deploymentController, replicaSetController],
      objects: [deployment({ strategy })],
      steps: 60,
      async change(now, random) {
        const pods = livePods(now);
        const what = random(5);
        if (what === 0 && pods.length > 0) {
          const name = nameOf(pods[random(pods.length)]!);
          return void (await now.cluster.pods.delete({ namespace: 'default', name }));
        }
        const changes: DeploymentSpec[] = [
          { replicas: random(MOST_REPLICAS + 1) },
          { template: template(`web:${random(3)}`) },
          { paused: random(2) === 1 },
        ];
        const { spec, ...rest } = current(now);
        await now.cluster.deployments.update({ ...rest, spec: { ...spec, ...changes[random(3)] } });
      },
      check(now) {
        const templates = setsOf(now).map(({ metadata }) => metadata?.labels?.['pod-template-hash']);
        expect(new Set(templates).size).toBe(templates.length);
        for (const set of setsOf(now)) {
          const own = livePods(now).filter((pod) => ownerOf(pod) === uidOf(set));
          expect(own.length).toBeLessThanOrEqual(MOST_REPLICAS + SURGE);
        }
      },
    });
    expect(current(history).metadata?.generation).toBe(current(history).status?.observedGeneration);
    const { spec, status } = current(history);
    const revisions = setsOf(history).map(({ metadata }) => Number(metadata?.annotations?.[REVISION]));
    expect(new Set(revisions).size).toBe(revisions.length);
    if (spec?.paused) return;
    expect(livePods(history).map(imageOf)).toEqual(
      Array(spec!.replicas).fill(spec!.template!.spec!.containers![0]!.image),
    );
    expect([status?.replicas ?? 0, status?.updatedReplicas ?? 0]).toEqual([spec!.replicas, spec!.replicas]);
  },
);
