import { isNotFound, nameOf, namespaceOf, type KubeObject } from '@kubets/apimachinery';
import { createController, type Enqueue } from '@kubets/controller';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { Node, Taint } from '@kubets/proto-gen/core/v1';
import type { ControllerEntry } from '../controller-context';
import { createHeartbeats, heartbeatOf, unknownConditions } from './node-health';
import { awaitsEviction, readyStatus, wantedTaints, withoutEviction } from './node-taints';
import { markPodsNotReady } from './unready-pods';
import { allDisrupted, createEvictionLimiter, evictionRate, zoneOf, zoneStates } from './zones';

const LEASE_NAMESPACE = 'kube-node-lease';
/** A kubelet that could not reach the apiserver either has so long to renew its lease afterwards. */
const RENEWAL_ALLOWANCE_MS = 15_000;

const involved = (node: KubeObject): KubeObject => ({ ...node, apiVersion: 'v1', kind: 'Node' });

/** Notices nodes that have gone silent, marks them and what runs on them, and taints them by their conditions. */
export const nodeLifecycleController: ControllerEntry = {
  name: 'node-lifecycle-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { nodes, pods, leases } = informers;
    const recorder = context.recorder('node-controller');
    const heartbeats = createHeartbeats(() => clock.monotonicMs());
    const limiter = createEvictionLimiter(() => clock.monotonicMs());
    const lastReady = new Map<string, string | undefined>();
    const rates = {
      healthyPerSecond: Number(config.nodeEvictionRate),
      unhealthyPerSecond: Number(config.secondaryNodeEvictionRate),
      largeClusterSize: config.largeClusterSizeThreshold,
    };
    let blackout = false;

    function setup(enqueue: Enqueue): void {
      nodes.addEventHandler({
        onAdd(node) {
          recorder.event(
            involved(node),
            'Normal',
            'RegisteredNode',
            `Node ${nameOf(node)} event: Registered Node ${nameOf(node)} in Controller`,
          );
          enqueue(nameOf(node));
        },
        onUpdate(previous, node) {
          enqueue(nameOf(node));
          if (readyStatus(previous) === readyStatus(node)) return;
          // The state of a zone may have changed, and with it what becomes of the unready nodes in it.
          for (const other of nodes.lister.list()) if (readyStatus(other) !== 'True') enqueue(nameOf(other));
        },
        onDelete(node) {
          recorder.event(
            involved(node),
            'Normal',
            'RemovingNode',
            `Node ${nameOf(node)} event: Removing Node ${nameOf(node)} from Controller`,
          );
          heartbeats.forget(nameOf(node));
          lastReady.delete(nameOf(node));
        },
      });
      const renewed = (lease: Lease): void => {
        if (namespaceOf(lease) !== LEASE_NAMESPACE) return;
        const node = nodes.lister.get(nameOf(lease));
        if (node) heartbeats.observe(nameOf(node), heartbeatOf(node, lease));
      };
      leases.addEventHandler({ onAdd: renewed, onUpdate: (_previous, lease) => renewed(lease) });
    }

    const leaseOf = (name: string): Lease | undefined => leases.lister.get(`${LEASE_NAMESPACE}/${name}`);

    /** How long the node may stay silent before it is given up; 0 or less when that has passed. */
    async function remainingMs(node: Node): Promise<number> {
      const name = nameOf(node);
      const graceMs =
        readyStatus(node) === undefined ? config.nodeStartupGracePeriodMs : config.nodeMonitorGracePeriodMs;
      const left = (heardMs: number): number => heardMs + graceMs - clock.monotonicMs();
      const cachedMs = left(heartbeats.observe(name, heartbeatOf(node, leaseOf(name))));
      if (cachedMs > 0 || readyStatus(node) === 'Unknown') return cachedMs;
      // Silence only counts while the apiserver can be reached: nobody could have heard the node otherwise.
      try {
        const lease = await client.leases.get({ namespace: LEASE_NAMESPACE, name });
        return left(heartbeats.observe(name, heartbeatOf(node, lease)));
      } catch (error) {
        if (isNotFound(error)) return cachedMs;
        heartbeats.excuse(name, clock.monotonicMs() - graceMs + RENEWAL_ALLOWANCE_MS);
        throw error;
      }
    }

    async function markUnknown(node: Node): Promise<Node> {
      const conditions = unknownConditions(node, clock.now());
      return conditions ? client.nodes.updateStatus({ ...node, status: { ...node.status, conditions } }) : node;
    }

    /** A kubelet that still answers looks after its pods' conditions itself, so its pods are marked only once. */
    async function followReadiness(node: Node): Promise<void> {
      const name = nameOf(node);
      const ready = readyStatus(node);
      const turned = lastReady.get(name) === 'True' && ready !== 'True';
      if (turned) recorder.event(involved(node), 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
      if (turned || ready === 'Unknown') {
        await markPodsNotReady({
          pods: pods.lister.byIndex('node', name),
          client: client.pods,
          recorder,
          now: clock.now(),
        });
      }
      lastReady.set(name, ready);
    }

    async function writeTaints(node: Node, taints: Taint[] | undefined): Promise<void> {
      if (!taints) return;
      const { uid, resourceVersion } = node.metadata ?? {};
      await client.nodes.patch(
        { name: nameOf(node) },
        { type: 'merge', body: { metadata: { uid, resourceVersion }, spec: { taints } } },
      );
    }

    /** Answers the time after which the node's pods may be evicted, if that has to wait. */
    async function taint(node: Node): Promise<number | undefined> {
      const all = nodes.lister.list().map((other) => (nameOf(other) === nameOf(node) ? node : other));
      const states = zoneStates(all, Number(config.unhealthyZoneThreshold));
      const zone = zoneOf(node);
      if (allDisrupted(states)) {
        const kept = withoutEviction(node);
        await writeTaints(
          node,
          wantedTaints(kept ? { ...node, spec: { ...node.spec, taints: kept } } : node, false, clock.now()) ?? kept,
        );
        if (!blackout && kept) context.logger.warn({ zones: states.size }, 'All zones are disrupted, evicting nothing');
        blackout ||= kept !== undefined;
        return undefined;
      }
      blackout = false;
      let waitMs: number | undefined;
      if (awaitsEviction(node)) {
        const size = all.filter((other) => zoneOf(other) === zone).length;
        waitMs = limiter.take(zone, evictionRate(states.get(zone) ?? 'Normal', size, rates));
      }
      await writeTaints(node, wantedTaints(node, waitMs === undefined, clock.now()));
      return waitMs === undefined ? undefined : Math.min(waitMs, config.nodeMonitorPeriodMs);
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const cached = nodes.lister.get(key);
      if (!cached) return;
      const leftMs = await remainingMs(cached);
      const node = leftMs <= 0 ? await markUnknown(cached) : cached;
      await followReadiness(node);
      const evictionMs = await taint(node);
      const waits = [evictionMs, leftMs > 0 ? leftMs : undefined].filter((ms) => ms !== undefined);
      if (waits.length > 0) return { requeueAfterMs: Math.min(...waits) };
    }

    return [
      createController({
        name: 'node-lifecycle',
        informers: [nodes, leases, pods],
        setup,
        reconcile,
        ...loop,
        workers: 8,
      }),
    ];
  },
};
