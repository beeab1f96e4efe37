import { nameOf } from '@kubets/apimachinery';
import type { Node } from '@kubets/proto-gen/core/v1';
import { node } from '../../testing/objects';
import { randomHistory, type History } from '../../testing/random-history';
import { nodeIpamController } from './nodeipam-controller';

const nodesOf = ({ cluster }: History) => cluster.objects<Node>('nodes');

test.each(Array.from({ length: 8 }, (_, seed) => [seed]))(
  'history %i: no range is given twice, and every node has one in the end',
  async (seed) => {
    let made = 0;
    const history = await randomHistory(seed, {
      controllers: [nodeIpamController],
      objects: [],
      // Room for four.
      config: { clusterCidr: '10.244.0.0/22' },
      steps: 60,
      async change(now, random) {
        const nodes = nodesOf(now);
        if (nodes.length < 4 && random(3) > 0) return now.cluster.seed(node(`node-${made++}`));
        const some = nodes[random(Math.max(1, nodes.length))];
        if (some) await now.cluster.nodes.delete({ name: nameOf(some) });
      },
      check(now) {
        const given = nodesOf(now).flatMap(({ spec }) => spec?.podCIDRs ?? []);
        expect(new Set(given).size).toBe(given.length);
      },
    });
    expect(nodesOf(history).filter(({ spec }) => !spec?.podCIDR)).toEqual([]);
  },
);
