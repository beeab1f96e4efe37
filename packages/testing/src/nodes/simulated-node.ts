import { isConflict, ignoreNotFound, isNotFound } from '@kubets/apimachinery';
import { isNodeReady, isPodTerminal, isPodTerminating } from '@kubets/api';
import type { KubeClient } from '@kubets/client';
import { retry, type Logger } from '@kubets/component';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import type { TestClock } from '../time/test-clock';
import { nodeLeaseOf, nodeObjectOf, podAddressOf, type SimulatedNodeOptions } from './node-object';
import { behaviourOf, type PodBehaviour, type PodRule } from './pod-behaviour';
import { podStatusOf, type SimulatedState } from './pod-status';
import { simulatePod } from './simulate-pod';

export interface SimulatedNodeContext {
  client: KubeClient<'leases' | 'nodes' | 'pods'>;
  clock: TestClock;
  logger: Logger;
  /** What pods do; looked at when one comes. */
  rules: readonly PodRule[];
  /** Where the kubelets of all nodes are. */
  host: string;
  kubeletPort: number;
}

/** A pod that lives on a node. */
export interface LivingPod {
  pod: Pod;
  behaviour: PodBehaviour;
  address: string;
}

/** A node whose pods are no processes. */
export interface SimulatedNode {
  readonly name: string;
  readonly pods: ReadonlyMap<string, LivingPod>;
  /** Tells the cluster that it is there; resolves when the cluster knows. */
  register(): Promise<void>;
  /** A pod of this node as it is now. */
  see(pod: Pod): void;
  /** A pod of this node is no more. */
  forget(uid: string): void;
  /** It says and does nothing any more, as if it had lost its power. */
  kill(): void;
}

const HEARTBEAT_MS = 10_000;
/** Behind the node's own address. */
const FIRST_ADDRESS = 2;

interface Life extends LivingPod {
  number: number;
  state: SimulatedState | undefined;
  ending: AbortController;
  isEnding: boolean;
}

/** The node of that index, from 1 on. */
export function createSimulatedNode(
  options: SimulatedNodeOptions & { name: string },
  index: number,
  { client, clock, logger, rules, host, kubeletPort }: SimulatedNodeContext,
): SimulatedNode {
  const { name } = options;
  const stopping = new AbortController();
  const lives = new Map<string, Life>();

  /** Until it is done, or the node is dead; what is gone or has changed hands needs nothing done. */
  async function persist(work: () => Promise<unknown>, what: string): Promise<void> {
    const done = retry(work, {
      signal: stopping.signal,
      clock,
      initialMs: 50,
      maxMs: 2_000,
      retriable: (error) => !isNotFound(error) && !isConflict(error),
    });
    await clock.hold(done).catch((error: Error) => {
      if (!stopping.signal.aborted) logger.debug({ node: name, error: error.message }, what);
    });
  }

  async function heartbeat(node: Node): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, stopping.signal);
      if (!stopping.signal.aborted) await persist(() => beat(node), 'Could not renew the lease of a node');
    }
  }

  /** A node of which somebody else thinks that it is gone says that it is not. */
  async function beat(node: Node): Promise<void> {
    await renew(node);
    if (!isNodeReady(await client.nodes.get({ name }))) await tellStatus();
  }

  async function tellStatus(): Promise<Node> {
    const wanted = nodeObjectOf(options, { index, host, kubeletPort, now: clock.now() });
    return client.nodes.patch({ name }, { type: 'merge', subresource: 'status', body: { status: wanted.status } });
  }

  async function renew(node: Node): Promise<void> {
    const lease = nodeLeaseOf(node, clock.now());
    const ref = { namespace: lease.metadata?.namespace, name };
    try {
      await client.leases.patch(ref, { type: 'merge', body: { spec: lease.spec } });
    } catch (error) {
      ignoreNotFound(error);
      await client.leases.create(lease);
    }
  }

  function freeNumber(): number {
    const taken = new Set([...lives.values()].map(({ number }) => number));
    let number = FIRST_ADDRESS;
    while (taken.has(number)) number += 1;
    return number;
  }

  function live(pod: Pod, uid: string): void {
    const number = freeNumber();
    const address = pod.spec?.hostNetwork ? host : podAddressOf(index, number);
    const behaviour = behaviourOf(pod, rules);
    const life: Life = {
      pod,
      behaviour,
      address,
      number,
      state: undefined,
      ending: new AbortController(),
      isEnding: false,
    };
    lives.set(uid, life);
    stopping.signal.addEventListener('abort', () => life.ending.abort(), { once: true, signal: life.ending.signal });
    const onState = async (state: SimulatedState): Promise<void> => {
      life.state = state;
      await report(life);
    };
    void simulatePod(pod, behaviour, { clock, signal: life.ending.signal, onState });
  }

  const report = (life: Life): Promise<void> =>
    persist(async () => {
      if (!life.state || life.ending.signal.aborted) return;
      const { pod, address } = life;
      const { namespace, name: podName = '', uid } = pod.metadata ?? {};
      const status = podStatusOf(pod, life.state, { hostIp: host, podIp: address }, clock.now());
      const body = { metadata: { uid }, status };
      await client.pods.patch({ namespace, name: podName }, { type: 'merge', subresource: 'status', body });
    }, 'Could not tell of a pod');

  async function end(life: Life): Promise<void> {
    life.isEnding = true;
    await clock.sleep(life.behaviour.terminatesAfterMs ?? 0, stopping.signal);
    life.ending.abort();
    const { namespace, name: podName = '', uid } = life.pod.metadata ?? {};
    await persist(
      () => client.pods.delete({ namespace, name: podName }, { gracePeriodSeconds: 0, preconditions: { uid } }),
      'Could not delete a pod that has ended',
    );
  }

  return {
    name,
    pods: lives,
    async register() {
      const wanted = nodeObjectOf(options, { index, host, kubeletPort, now: clock.now() });
      const made = await client.nodes.create(wanted).catch(async (error: unknown) => {
        // It was killed, and comes back.
        const known = await client.nodes.get({ name });
        if (!known.metadata?.annotations?.['testing.kubets.dev/simulated']) throw error;
        return known;
      });
      await Promise.all([tellStatus(), renew(made)]);
      void heartbeat(made);
    },
    see(pod) {
      const uid = pod.metadata?.uid ?? '';
      if (stopping.signal.aborted) return;
      const known = lives.get(uid);
      if (!known && isPodTerminal(pod) && !isPodTerminating(pod)) return;
      if (!known) live(pod, uid);
      const life = lives.get(uid)!;
      const hasGates = (pod.spec?.readinessGates ?? []).length > 0;
      const wasSeen = life.pod;
      life.pod = pod;
      if (isPodTerminating(pod)) {
        if (!life.isEnding) void end(life);
      } else if (hasGates && wasSeen !== pod) void report(life);
    },
    forget(uid) {
      lives.get(uid)?.ending.abort();
      lives.delete(uid);
    },
    kill() {
      stopping.abort();
      lives.clear();
    },
  };
}
