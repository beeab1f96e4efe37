import { isAlreadyExists, rfc3339 } from '@kubets/apimachinery';
import type { EventRecorder, NodesClient } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import type { Node, NodeCondition, NodeStatus } from '@kubets/proto-gen/core/v1';
import { errorFields } from '../system/error-fields';
import { conditionEvent, nodeConditions, type Pressure } from './node-conditions';
import {
  newNode,
  nodeLabels,
  nodeStatus,
  nodeStatusPatch,
  sameStatus,
  withConditionTimes,
  type NodeFacts,
} from './node-status';

export interface NodeReporterOptions {
  client: NodesClient;
  recorder: EventRecorder;
  facts(): Promise<NodeFacts>;
  problems(): string[];
  /** What the node runs short of. */
  pressures(): ReadonlySet<Pressure>;
  /** The node as the API has it, as far as it is known here. */
  observed(): Node | undefined;
  register: boolean;
  labels: readonly string[];
  taints: readonly string[];
  /** How often to look for changes, and how often to write when there are none. */
  lookMs: number;
  reportMs: number;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

export interface NodeReporter {
  /** Registers the node, then reports until the signal aborts. */
  run(): Promise<void>;
  /** Something changed: look and report now. */
  change(): void;
  /** As registered; undefined before. */
  node(): Node | undefined;
  /** Resolves when the node is registered. */
  registered: Promise<void>;
}

/** Registers the node and keeps its status in the API current: changes at once, a heartbeat now and then. */
export function createNodeReporter(o: NodeReporterOptions): NodeReporter {
  const { client, clock, signal, logger } = o;
  let node: Node | undefined;
  let lastStatus: NodeStatus | undefined;
  let reportedMs = -Infinity;
  let started = false;
  let tellRegistered!: () => void;
  const registered = new Promise<void>((resolve) => (tellRegistered = resolve));

  async function register(): Promise<Node> {
    const facts = await o.facts();
    try {
      const created = await client.create(newNode(facts, o));
      logger.info({ node: facts.name }, 'Node registered');
      return created;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    const existing = await client.get({ name: facts.name });
    const wanted = nodeLabels(facts, o.labels);
    const differ = Object.entries(wanted).some(([key, value]) => existing.metadata?.labels?.[key] !== value);
    return differ
      ? client.patch({ name: facts.name }, { type: 'merge', body: { metadata: { labels: wanted } } })
      : existing;
  }

  async function report(): Promise<void> {
    const facts = await o.facts();
    const conditions = nodeConditions(o.pressures(), o.problems());
    const wanted = nodeStatus(facts);
    const now = rfc3339(clock.now());
    const known = node?.status ?? {};
    // The node lifecycle controller writes Unknown over the conditions of a node that was silent.
    const observed = o.observed()?.status?.conditions;
    const overwritten = lastStatus !== undefined && differs(observed, lastStatus.conditions);
    const previous = (overwritten ? observed : lastStatus?.conditions) ?? known.conditions ?? [];
    const same = lastStatus !== undefined && !overwritten && sameStatus(lastStatus, { ...wanted, conditions });
    if (same && clock.monotonicMs() - reportedMs < o.reportMs) return;
    const timed = withConditionTimes(conditions, previous, now);
    node = await client.patch(
      { name: facts.name },
      { type: 'strategic', subresource: 'status', body: nodeStatusPatch(known, wanted, timed) },
    );
    reportedMs = clock.monotonicMs();
    lastStatus = { ...wanted, conditions: timed };
    for (const condition of timed) {
      const before = previous.find(({ type }) => type === condition.type);
      // That a new node is not ready yet is not worth an event.
      if (before?.status === condition.status || (!before && condition.type === 'Ready' && condition.status !== 'True'))
        continue;
      const reason = conditionEvent(condition);
      nodeEvent(reason, `Node ${facts.name} status is now: ${reason}`);
    }
  }

  function nodeEvent(reason: string, message: string): void {
    const name = node?.metadata?.name;
    // Kubernetes uses the name as uid here, which is how kubectl describe node finds these events.
    o.recorder.event({ apiVersion: 'v1', kind: 'Node', name, uid: name }, 'Normal', reason, message);
  }

  async function look(): Promise<{ againAfterMs: number }> {
    if (!node && o.register) node = await register();
    node ??= await client.get({ name: (await o.facts()).name });
    tellRegistered();
    if (!started) nodeEvent('Starting', 'Starting kubelet.');
    started = true;
    await report();
    return { againAfterMs: o.lookMs };
  }

  const loop = createWakeLoop({
    turn: look,
    retry: { initialMs: 200, maxMs: 5000 },
    onError: (err, delayMs) =>
      logger.warn({ ...errorFields(err), delayMs }, 'Node status cannot be reported, trying again'),
    clock,
  });

  return {
    node: () => node,
    registered,
    change: () => loop.wake(),
    run() {
      loop.wake();
      return loop.run(signal);
    },
  };
}

/** Whether somebody else has given one of our conditions another status. */
const differs = (observed: readonly NodeCondition[] | undefined, reported: readonly NodeCondition[] = []) =>
  reported.some(({ type, status }) => observed?.some((other) => other.type === type && other.status !== status));
