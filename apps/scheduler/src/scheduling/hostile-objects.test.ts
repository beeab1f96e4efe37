import { hostileObject } from '@kubets/component/testing';
import { parseLabelSelector } from '@kubets/apimachinery';
import { createLister } from '@kubets/client';
import type { Node, Pod, Service } from '@kubets/proto-gen/core/v1';
import fc from 'fast-check';
import { createPodInfo } from '../cache/pod-info';
import { servicesBySelector, SERVICES_BY_SELECTOR_INDEX, workloadSelector } from '../informers/workload-selector';
import { plugins } from '../plugins/registry';
import { buildCluster, buildNode, buildPod } from '../testing/build';
import { schedulePod } from './schedule-pod';
import { totalScores } from './select-node';

const named = <T extends Pod | Node | Service>(objects: readonly T[]): T[] =>
  objects.map((object, index) => ({
    ...object,
    metadata: { ...object.metadata, name: `o${index}`, namespace: 'default', uid: `u${index}` },
  }));
const nodes = fc.array(hostileObject<Node>('kubets.core.v1.Node'), { maxLength: 3 }).map(named);
const pods = fc.array(hostileObject<Pod>('kubets.core.v1.Pod'), { minLength: 1, maxLength: 3 }).map(named);
const services = fc.array(hostileObject<Service>('kubets.core.v1.Service'), { maxLength: 2 }).map(named);

test('whatever pods, nodes and Services say, a pod is placed or refused with a reason, and every node has a score', () => {
  fc.assert(
    fc.property(nodes, pods, services, (hostile, [pod, ...others], selecting) => {
      const listers = {
        services: createLister(selecting, { [SERVICES_BY_SELECTOR_INDEX]: servicesBySelector }),
        replicationControllers: createLister([]),
        replicaSets: createLister([]),
        statefulSets: createLister([]),
      };
      const placed = others.map((other, index) => ({ ...other, spec: { ...other.spec, nodeName: `o${index}` } }));
      const cluster = buildCluster(
        [...hostile, buildNode('sound')],
        [...placed, buildPod('neighbour', { node: 'sound' })],
        {
          workloadSelector: (info) => workloadSelector(info, listers) ?? parseLabelSelector('a'),
        },
      );
      const info = createPodInfo(pod!);
      const decision = schedulePod(info, cluster, {
        plugins,
        percentageOfNodesToScore: 0,
        random: () => 0.5,
        start: 0,
      });
      expect(decision.placed ? decision.nodeName : decision.message).not.toBe('');
      expect([...totalScores(info, cluster.nodes, cluster, plugins)].filter(Number.isNaN)).toEqual([]);
      for (const plugin of plugins)
        for (const other of others) plugin.mayUnblock?.({ type: 'pod-gone', pod: createPodInfo(other) }, info);
      for (const plugin of plugins)
        for (const node of hostile) plugin.mayUnblock?.({ type: 'node-updated', node, previous: {} }, info);
    }),
    { numRuns: 200 },
  );
});
