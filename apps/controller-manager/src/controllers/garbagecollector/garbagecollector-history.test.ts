import { nameOf, uidOf } from '@kubets/apimachinery';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { randomHistory, type History } from '../../testing/random-history';
import { garbageCollectorController } from './garbagecollector-controller';

const POLICIES = ['Background', 'Foreground', 'Orphan'] as const;

const objectsOf = ({ cluster }: History) => cluster.objects<ConfigMap>('configmaps');
const ownersOf = ({ metadata }: ConfigMap) => metadata?.ownerReferences ?? [];

test.each(Array.from({ length: 8 }, (_, seed) => [seed]))(
  'history %i: what has an owner left stays, and nothing stays whose owners are all gone',
  async (seed) => {
    let made = 0;
    let before: ConfigMap[] = [];
    /** Those that somebody has deleted, or whose owner somebody has, by whatever way. */
    const mayGo = new Set<string>();
    const history = await randomHistory(seed, {
      controllers: [garbageCollectorController],
      objects: [],
      steps: 80,
      async run() {
        // Nothing but owners and what they own.
      },
      async change(now, random) {
        const all = objectsOf(now).filter(({ metadata }) => !metadata?.deletionTimestamp);
        const some = all[random(Math.max(1, all.length))];
        if (some && random(3) === 0) {
          const propagationPolicy = POLICIES[random(3)]!;
          mayGo.add(uidOf(some));
          return void (await now.cluster.configMaps.delete(
            { namespace: 'default', name: nameOf(some) },
            { propagationPolicy },
          ));
        }
        const owners = random(4) === 0 ? [] : [some, all[random(Math.max(1, all.length))]];
        const name = `object-${made++}`;
        now.cluster.seed({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            namespace: 'default',
            name,
            uid: `${name}-uid`,
            ownerReferences: [...new Set(owners)]
              .filter((owner) => owner !== undefined)
              .map((owner) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: nameOf(owner), uid: uidOf(owner) })),
          },
        });
      },
      check(now) {
        const left = new Set(objectsOf(now).map(uidOf));
        // Whoever has had no owner goes by nobody but the one who deletes it.
        for (const one of before)
          if (!left.has(uidOf(one)) && !mayGo.has(uidOf(one)) && ownersOf(one).every(({ uid }) => left.has(uid!)))
            throw new Error(`${nameOf(one)} has gone, which nobody has deleted and whose owners are there`);
        before = objectsOf(now);
      },
    });
    const left = new Set(objectsOf(history).map(uidOf));
    for (const one of objectsOf(history)) {
      expect(one.metadata?.deletionTimestamp).toBeUndefined();
      const owners = ownersOf(one);
      expect(owners.length === 0 || owners.some(({ uid }) => left.has(uid!))).toBe(true);
    }
  },
);
