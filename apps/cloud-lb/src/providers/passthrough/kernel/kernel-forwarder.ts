import type { Logger } from '@kubets/component';
import { IP_FAMILIES, ipFamily, type IpFamily } from '@kubets/net';
import type { ForwardingPlan } from '../forwarding-plan';
import { MOST_NODES, markOf } from './marks';
import { applyRouting, changeRouting, deviceTo, readRouting, type Routing, type RoutingChange } from './routing';
import { ruleSet, TABLE } from './rule-set';
import type { RunProgram } from './run-program';

/** This machine as one that owns addresses and forwards their packets to nodes. */
export interface Forwarder {
  /** Afterwards exactly this is forwarded. Rejects when it cannot be; calling again is always safe. */
  apply(plan: ForwardingPlan): Promise<void>;
  /** Takes away everything of it. */
  remove(): Promise<void>;
}

/** With nftables, which choose a node for each connection, and routes by mark, which lead there. Nothing of it is kept in this process. */
export function createKernelForwarder({ run, logger }: { run: RunProgram; logger: Logger }): Forwarder {
  async function wantedRouting(
    family: IpFamily,
    { addresses, ports }: ForwardingPlan,
    present: Routing,
    taken: Set<number>,
  ): Promise<Omit<Routing, 'ruled'>> {
    const nodes: Routing['nodes'] = new Map();
    for (const address of new Set(ports.flatMap((port) => port.nodes))) {
      if (ipFamily(address) !== family) continue;
      const device = await deviceTo(run, address);
      nodes.set(address, { number: present.nodes.get(address)?.number ?? nextNumber(taken), device });
    }
    return {
      nodes,
      owned: new Set(addresses.filter((address) => ipFamily(address) === family)),
      devices: new Set([...nodes.values()].map(({ device }) => device)),
    };
  }

  async function prepareKernel(devices: Iterable<string>): Promise<void> {
    const settings = ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'];
    const perDevice = [...devices].map((device) => `net/ipv6/conf/${device}/proxy_ndp=1`);
    for (const setting of [...settings, ...perDevice])
      await run('sysctl', ['-qw', setting]).catch((error: unknown) =>
        logger.warn({ setting, reason: (error as Error).message }, 'Kernel setting cannot be set'),
      );
  }

  /** Neighbours may still know another machine as the owner: gratuitous ARP corrects them. Without it they find out by themselves, later. */
  function tellNeighbours(address: string, devices: Iterable<string>): void {
    for (const device of devices)
      run('arping', ['-U', '-c', '2', '-I', device, address]).catch((error: unknown) =>
        logger.debug({ address, device, reason: (error as Error).message }, 'Gratuitous ARP ended with a failure'),
      );
  }

  return {
    async apply(plan) {
      const present = await Promise.all(IP_FAMILIES.map((family) => readRouting(run, family)));
      // Of both families: a mark is of one node's address.
      const taken = new Set(
        present.flatMap(({ ruled, nodes }) => [...ruled, ...[...nodes.values()].map((node) => node.number)]),
      );
      const changes: RoutingChange[] = [];
      const numbers = new Map<string, number>();
      const devices = new Set<string>();
      for (const [i, family] of IP_FAMILIES.entries()) {
        const wanted = await wantedRouting(family, plan, present[i]!, taken);
        for (const [address, { number }] of wanted.nodes) numbers.set(address, number);
        for (const device of wanted.devices) devices.add(device);
        changes.push(changeRouting(family, present[i]!, wanted));
      }
      await prepareKernel(devices);
      for (const [i, family] of IP_FAMILIES.entries()) await applyRouting(run, family, changes[i]!.before);
      await run(
        'nft',
        ['-f', '-'],
        ruleSet(plan, (node) => markOf(numbers.get(node)!)),
      );
      for (const [i, family] of IP_FAMILIES.entries()) await applyRouting(run, family, changes[i]!.after);
      for (const address of changes[0]!.added) tellNeighbours(address, devices);
    },
    async remove() {
      await run('nft', ['-f', '-'], `add table ${TABLE}\ndelete table ${TABLE}\n`);
      for (const family of IP_FAMILIES) {
        const present = await readRouting(run, family);
        const none = { nodes: new Map(), owned: new Set<string>(), devices: new Set<string>() };
        await applyRouting(run, family, changeRouting(family, present, none).after);
      }
    },
  };
}

function nextNumber(taken: Set<number>): number {
  for (let number = 1; number <= MOST_NODES; number++) {
    if (taken.has(number)) continue;
    taken.add(number);
    return number;
  }
  throw new Error(`there are more than ${MOST_NODES} nodes`);
}
