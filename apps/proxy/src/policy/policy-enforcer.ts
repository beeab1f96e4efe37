import { DNS_SERVICE, podCIDRsOf, serviceKeyOfSlice } from '@kubets/api';
import { type KubeObject, objectKey } from '@kubets/apimachinery';
import { createInformerSet, type Informer, type InformerSet, type KubeClient, startInformers } from '@kubets/client';
import { type Clock, createWakeLoop, type Logger } from '@kubets/component';
import type { Node } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { NetworkPolicy } from '@kubets/proto-gen/networking/v1';
import type { Nft } from '../backends/nftables/nft';
import { BY_SERVICE } from '../informers';
import { dnsServersOf } from './dns-servers';
import { prunePod } from './policy-pod';
import { createPolicyState, type PolicyState } from './policy-state';
import { createPolicyTables, type PolicyTables } from './policy-tables';

export type PolicyClient = KubeClient<'namespaces' | 'networkPolicies' | 'pods'>;

export interface PolicyEnforcerOptions {
  nodeName: string;
  client: Pick<PolicyClient, 'namespaces' | 'networkPolicies' | 'pods'>;
  /** This node, for the addresses that its pods may have. */
  nodes: Informer<Node>;
  /** Those of Services, by {@link BY_SERVICE}; of them the DNS servers. */
  endpointSlices: Informer<EndpointSlice>;
  nft: Nft;
  syncPeriodMs: number;
  /** The kernel has what `isEnforced` tells of. */
  onEnforced(): void;
  clock: Clock;
  logger: Logger;
}

/** Keeps the kernel's tables of policies in line with the cluster. */
export interface PolicyEnforcer {
  /** Runs until the signal aborts. The rules stay. */
  run(signal: AbortSignal): Promise<void>;
  /** Whether a pod of this node with that address is under its policies, be there any or none. */
  isEnforced(address: string): boolean;
}

/** What there is only while there are policies: every node would have to know every pod otherwise. */
interface Active {
  state: PolicyState;
  tables: PolicyTables;
  synced: boolean;
  stop(): void;
}

/** As slices are indexed. */
const DNS_SERVICE_KEY = `${DNS_SERVICE.namespace}/${DNS_SERVICE.name}`;
const LEFTOVERS_AFTER_MS = 1000;

export function createPolicyEnforcer(o: PolicyEnforcerOptions): PolicyEnforcer {
  const { networkPolicies } = createInformerSet(o.client, { networkPolicies: {} }, o);
  let active: Active | undefined;
  /** Addresses of the node's pods that the kernel knows; undefined while it may not be as policies want it. */
  let enforced: ReadonlySet<string> | 'all' | undefined;
  let told = '';
  let verifiedMs = o.clock.monotonicMs();
  const loop = createWakeLoop({
    turn,
    retry: { initialMs: 100, maxMs: 10_000, jitter: 0 },
    onError: (err, retryMs) => o.logger.error({ err, retryMs }, 'Cannot enforce NetworkPolicies, retrying'),
    clock: o.clock,
  });
  const wake = (): void => loop.wake();

  function activate(): Active {
    const stop = new AbortController();
    const state = createPolicyState(o.nodeName);
    const tables = createPolicyTables(o.nft, state.tables);
    const made: Active = { state, tables, synced: false, stop: () => stop.abort() };
    const informers: InformerSet<PolicyClient, 'namespaces' | 'pods'> = createInformerSet(
      o.client,
      { namespaces: {}, pods: { transform: prunePod } },
      o,
    );
    follow(informers.pods, (key, pod) => state.setPod(key, pod), stop.signal);
    follow(informers.namespaces, (key, namespace) => state.setNamespace(key, namespace), stop.signal);
    setDnsServers(state);
    for (const policy of networkPolicies.lister.list()) setPolicy(state, policy, policy);
    void startInformers(informers, stop.signal).then((synced) => {
      made.synced = synced;
      wake();
    });
    return made;
  }

  function setDnsServers(state: PolicyState): void {
    state.setDnsServers(dnsServersOf(o.endpointSlices.lister.byIndex(BY_SERVICE, DNS_SERVICE_KEY)));
  }

  function sliceChanged(slice: EndpointSlice): void {
    if (!active || serviceKeyOfSlice(slice) !== DNS_SERVICE_KEY) return;
    setDnsServers(active.state);
    wake();
  }

  /** One policy that cannot be read goes on as it was; the others must not wait for it. */
  function setPolicy(state: PolicyState, policy: NetworkPolicy, now: NetworkPolicy | undefined): void {
    const key = objectKey(policy);
    try {
      state.setPolicy(key, now);
    } catch (err) {
      o.logger.error({ err, policy: key }, 'Cannot read NetworkPolicy, leaving it as it is');
    }
  }

  function policyChanged(policy: NetworkPolicy, now: NetworkPolicy | undefined): void {
    if (active) setPolicy(active.state, policy, now);
    wake();
  }

  function follow<T extends KubeObject>(
    informer: Informer<T>,
    set: (key: string, object: T | undefined) => void,
    signal: AbortSignal,
  ): void {
    const change = (object: T, now: T | undefined): void => {
      if (signal.aborted) return;
      set(objectKey(object), now);
      wake();
    };
    informer.addEventHandler({
      onAdd: (object) => change(object, object),
      onUpdate: (_, object) => change(object, object),
      onDelete: (object) => change(object, undefined),
    });
  }

  async function turn(): Promise<{ againAfterMs: number } | undefined> {
    if (!networkPolicies.hasSynced() || !o.nodes.hasSynced()) return undefined;
    if (networkPolicies.lister.list().length === 0) return await enforceNothing();
    active ??= activate();
    const { state, tables, synced } = active;
    if (!synced) {
      enforced = undefined;
      return undefined;
    }
    state.setPodCidrs(podCIDRsOf(o.nodes.lister.get(o.nodeName) ?? {}));
    tellOf(state.refresh());
    const addresses = new Set(state.localAddresses());
    if (o.clock.monotonicMs() - verifiedMs >= o.syncPeriodMs) {
      verifiedMs = o.clock.monotonicMs();
      if (!(await tables.verify())) o.logger.warn('Policies are missing from the kernel, putting them back');
    }
    await tables.commit(true);
    enforced = addresses;
    o.onEnforced();
    const leftovers = Object.values(state.tables).some((table) => table.hasLingering());
    return { againAfterMs: leftovers ? Math.min(LEFTOVERS_AFTER_MS, o.syncPeriodMs) : o.syncPeriodMs };
  }

  async function enforceNothing(): Promise<{ againAfterMs: number }> {
    active?.stop();
    const tables = active?.tables ?? createPolicyTables(o.nft, createPolicyState(o.nodeName).tables);
    if (enforced !== 'all') await tables.commit(false);
    active = undefined;
    enforced = 'all';
    o.onEnforced();
    return { againAfterMs: o.syncPeriodMs };
  }

  function tellOf(overfull: readonly string[]): void {
    if (overfull.length > 0 && overfull.join() !== told)
      o.logger.warn({ policies: overfull }, 'Policies let through more than the kernel is given; the rest is dropped');
    told = overfull.join();
  }

  return {
    async run(signal) {
      networkPolicies.addEventHandler({
        onAdd: (policy) => policyChanged(policy, policy),
        onUpdate: (_, policy) => policyChanged(policy, policy),
        onDelete: (policy) => policyChanged(policy, undefined),
      });
      o.endpointSlices.addEventHandler({
        onAdd: sliceChanged,
        onUpdate: (_, slice) => sliceChanged(slice),
        onDelete: sliceChanged,
      });
      o.nodes.addEventHandler({ onAdd: wake, onUpdate: wake, onDelete: wake });
      if (!(await startInformers([networkPolicies], signal))) return;
      void o.nodes.synced().then(wake, () => undefined);
      loop.wake();
      await loop.run(signal);
      active?.stop();
    },
    isEnforced: (address) => enforced === 'all' || (enforced?.has(address) ?? false),
  };
}
