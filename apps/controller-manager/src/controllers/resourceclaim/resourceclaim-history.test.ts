import { nameOf, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import { randomHistory, type History } from '../../testing/random-history';
import { resourceClaimController } from './resourceclaim-controller';

const API_VERSION = 'resource.k8s.io/v1';
const template = {
  apiVersion: API_VERSION,
  kind: 'ResourceClaimTemplate',
  metadata: { namespace: 'default', name: 't' },
  spec: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } },
} as KubeObject;
const pod = (name: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name },
    spec: {
      containers: [{ name: 'c' }],
      resourceClaims: [
        { name: 'x', resourceClaimTemplateName: 't' },
        { name: 'y', resourceClaimTemplateName: 't' },
      ],
    },
  }) as KubeObject;

const podsOf = ({ cluster }: History) => cluster.objects<Pod>('pods');
const claimsOf = ({ cluster }: History) => cluster.objects<ResourceClaim>('resourceclaims');
const purposeOf = ({ metadata }: ResourceClaim) =>
  `${metadata?.ownerReferences?.[0]?.uid} ${metadata?.annotations?.['resource.kubernetes.io/pod-claim-name']}`;

test.each(Array.from({ length: 6 }, (_, seed) => [seed]))(
  'history %i: each claim of a pod is made once, and the pod is told which it is',
  async (seed) => {
    let made = 0;
    const history = await randomHistory(seed, {
      controllers: [resourceClaimController],
      objects: [template],
      steps: 60,
      async change(now, random) {
        const [pods, claims] = [podsOf(now), claimsOf(now)];
        const what = random(6);
        if (what < 3 || pods.length === 0) return now.cluster.seed(pod(`pod-${made++}`));
        const some = what === 3 ? claims[random(Math.max(1, claims.length))] : pods[random(pods.length)]!;
        if (!some) return;
        if (what === 5)
          return void (await now.cluster.pods.update({
            ...(some as Pod),
            metadata: { ...some.metadata, annotations: { touched: String(random(1000)) } },
          }));
        const of = what === 3 ? now.cluster.resourceClaims : now.cluster.pods;
        await of.delete({ namespace: 'default', name: nameOf(some) }, { gracePeriodSeconds: 0 });
      },
      check(now) {
        const purposes = claimsOf(now).map(purposeOf);
        expect(purposes).toEqual([...new Set(purposes)]);
      },
    });
    for (const one of podsOf(history)) {
      const own = claimsOf(history).filter(({ metadata }) => metadata?.ownerReferences?.[0]?.uid === uidOf(one));
      const told = one.status?.resourceClaimStatuses?.map(({ resourceClaimName }) => resourceClaimName);
      expect(told?.toSorted()).toEqual(own.map(nameOf).sort());
      expect(own).toHaveLength(2);
    }
  },
);
