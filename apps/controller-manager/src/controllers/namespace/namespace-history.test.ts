import { nameOf, namespaceOf, type KubeObject } from '@kubets/apimachinery';
import type { ConfigMap, Namespace } from '@kubets/proto-gen/core/v1';
import { pod } from '../../testing/objects';
import { randomHistory, type History } from '../../testing/random-history';
import { serviceAccountController } from '../serviceaccount/serviceaccount-controller';
import { namespaceController } from './namespace-controller';

const NAMES = ['a', 'b', 'c'];

const namespacesOf = ({ cluster }: History) => cluster.objects<Namespace>('namespaces');

test.each(Array.from({ length: 6 }, (_, seed) => [seed]))(
  'history %i: with a namespace goes what is in it and nothing else, and each that is there has its account',
  async (seed) => {
    let made = 0;
    /** What nobody has taken, by namespace. */
    const kept = new Map<string, Set<string>>();
    const history = await randomHistory(seed, {
      controllers: [namespaceController, serviceAccountController],
      objects: [],
      steps: 60,
      async change(now, random) {
        const name = NAMES[random(NAMES.length)]!;
        const there = namespacesOf(now).find((one) => nameOf(one) === name);
        if (!there) {
          kept.set(name, new Set());
          const finalizers = ['kubernetes'];
          return now.cluster.seed({
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name },
            spec: { finalizers },
            status: { phase: 'Active' },
          } as KubeObject);
        }
        if (there.metadata?.deletionTimestamp) return;
        if (random(4) === 0) {
          kept.delete(name);
          return void (await now.cluster.namespaces.delete({ name }));
        }
        const object = `object-${made++}`;
        if (random(2))
          return now.cluster.seed(pod(object, { node: 'node-1', meta: { namespace: name, name: object } }));
        kept.get(name)!.add(object);
        now.cluster.seed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: name, name: object } });
        if (random(3) === 0)
          await now.cluster.serviceAccounts.delete({ namespace: name, name: 'default' }).catch(() => undefined);
      },
      check(now) {
        const maps = now.cluster.objects<ConfigMap>('configmaps');
        for (const [namespace, names] of kept)
          for (const name of names)
            expect(maps.some((one) => namespaceOf(one) === namespace && nameOf(one) === name)).toBe(true);
      },
    });
    const left = namespacesOf(history);
    expect(left.filter(({ metadata }) => metadata?.deletionTimestamp)).toEqual([]);
    expect(left.map(nameOf).sort()).toEqual([...kept.keys()].sort());
    for (const plural of ['serviceaccounts', 'configmaps', 'pods'])
      for (const one of history.cluster.objects<KubeObject>(plural)) expect(kept.has(namespaceOf(one))).toBe(true);
    expect(history.cluster.objects<KubeObject>('serviceaccounts').map(namespaceOf).sort()).toEqual(
      [...kept.keys()].sort(),
    );
  },
);
