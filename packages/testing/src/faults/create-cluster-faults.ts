import { seedFor, seededRandom } from '@kubets/component';
import type { TestClock } from '../time/test-clock';
import type { ComponentName } from '../cluster/component-names';
import type { Components } from '../cluster/components';
import type { ClusterNodes } from '../nodes/cluster-nodes';
import type { ClusterFaults } from './cluster-faults';
import { createFaultsByChance } from './faults-by-chance';
import type { StoreFaults } from './faulty-store';

export interface ClusterFaultsOptions {
  seed: number;
  clock: TestClock;
  store: StoreFaults;
  parts: Components;
  /** Those that there are. */
  components: readonly ComponentName[];
  nodes: ClusterNodes;
}

export function createClusterFaults(options: ClusterFaultsOptions): ClusterFaults {
  const { seed, clock, store, parts, components, nodes } = options;
  const random = seededRandom(seedFor(seed, 'nodes'));

  function killNode(name?: string): string {
    const names = [...nodes.names].sort();
    const killed = name ?? names[Math.floor(random() * names.length)];
    if (killed === undefined) throw new Error('there is no living node');
    nodes.kill(killed);
    return killed;
  }

  const chance = createFaultsByChance({
    seed: seedFor(seed, 'by chance'),
    components,
    clock,
    actions: {
      ...store,
      ...parts,
      // Who was stopped by the test has no network to lose.
      cutOff: (component) => void (parts.running().includes(component) && parts.cutOff(component)),
      killNode: () => (nodes.names.length > 1 ? killNode() : undefined),
    },
  });

  return {
    ...store,
    stop: parts.stop,
    start: parts.start,
    cutOff: parts.cutOff,
    join: parts.join,
    killNode,
    byChance: chance.start,
    happened: chance.happened,
    heal() {
      chance.stop();
      store.heal();
      for (const component of components) parts.join(component);
    },
  };
}
