import { ANNOTATIONS } from '@kubets/api';
import type { Informer } from '@kubets/client';
import type { Clock } from '@kubets/component';
import type { Node, Service } from '@kubets/proto-gen/core/v1';
import { wantsLoadBalancer } from '../../service/load-balancer-wish';
import type { LoadBalancerPlan, LoadBalancerProvider, ProviderEntry } from '../provider';
import { claimOf, precedes, type AddressClaim } from './addresses/address-claim';
import { createAddressLedger } from './addresses/address-ledger';
import { allocateAddresses, losesAddress } from './addresses/allocate-addresses';
import { AllocationError } from './addresses/requested-addresses';
import { assignedAddresses, publishedAddresses } from './addresses/service-annotations';
import { answerPort } from './answers/answer-port';
import { createAnswerWatch } from './answers/answer-watch';
import { probeTcp, type TcpProbe } from './answers/tcp-probe';
import { chooseNode, type Fitness, type NodeChoice } from './nodes/choose-node';
import { probeHttp, type HttpProbe } from './nodes/http-probe';
import { createNodeHealth } from './nodes/node-health';
import type { AddressPool } from './pools/address-pool';
import { configuredPools } from './pools/configured-pools';

export interface L2PoolOptions {
  pools: readonly AddressPool[];
  nodes: Informer<Node>;
  clock: Clock;
  probeHttp: HttpProbe;
  probeTcp: TcpProbe;
}

export function createL2PoolProvider({
  pools,
  nodes,
  clock,
  probeHttp,
  probeTcp,
}: L2PoolOptions): LoadBalancerProvider {
  const ledger = createAddressLedger();
  /** Services that got no address, to be tried again when one becomes free. */
  const withoutAddress = new Set<string>();
  /** Services that got no fit node, to be tried again when one becomes healthy. */
  const withoutNode = new Set<string>();
  const listeners: ((key: string) => void)[] = [];
  const changed = (keys: Iterable<string>): void => {
    for (const key of [...keys]) for (const listener of listeners) listener(key);
  };
  const answers = createAnswerWatch({ probe: probeTcp, clock, onAnswer: (key) => changed([key]) });
  const health = createNodeHealth({
    nodes,
    probe: probeHttp,
    clock,
    onNodesChanged: () => changed(ledger.keys()),
    onNodeHealth: (node) => changed(new Set([...ledger.servicesOn(node), ...withoutNode])),
    onServiceHealth: (key) => changed([key]),
  });

  function forget(key: string): void {
    withoutAddress.delete(key);
    withoutNode.delete(key);
    answers.forget(key);
    health.followService(key, undefined);
  }

  const othersWith = (claim: AddressClaim, addresses: readonly string[]): AddressClaim[] =>
    addresses.flatMap((address) => ledger.holdersOf(address)).filter((other) => other.key !== claim.key);

  /** One node answers for an address, so Services that share one follow the eldest. */
  function nodeFor(service: Service, claim: AddressClaim, addresses: readonly string[]): NodeChoice {
    const healthCheckPort =
      service.spec?.externalTrafficPolicy === 'Local' ? service.spec.healthCheckNodePort || undefined : undefined;
    health.followService(claim.key, healthCheckPort);
    const sharers = othersWith(claim, addresses).filter(({ node }) => node !== undefined);
    const eldest = sharers.reduce((first, other) => (precedes(other, first) ? other : first), claim);
    const fitness = (node: string): Fitness => health.fitness(node, healthCheckPort);
    const choice: NodeChoice =
      eldest === claim
        ? chooseNode({
            nodes: health.names(),
            current: claim.node ?? sharers[0]?.node,
            fitness,
            load: (node) => ledger.servicesOn(node).length,
          })
        : { node: eldest.node, state: fitness(eldest.node!) === 'fit' ? 'available' : 'pending' };
    if (choice.state === 'available') withoutNode.delete(claim.key);
    else withoutNode.add(claim.key);
    return choice;
  }

  function planFailure(claim: AddressClaim, service: Service, failure: string): LoadBalancerPlan {
    withoutAddress.add(claim.key);
    const mustLetGo = assignedAddresses(service).some((address) => losesAddress({ claim, ledger }, address));
    // An address that is rightfully the Service's own goes on working while it waits for another one.
    if (!mustLetGo) return { annotations: {}, failure };
    answers.forget(claim.key);
    return {
      annotations: { [ANNOTATIONS.loadBalancerAddress]: null, [ANNOTATIONS.loadBalancerNode]: null },
      ingress: [],
      failure,
    };
  }

  return {
    annotations: [ANNOTATIONS.loadBalancerAddress, ANNOTATIONS.loadBalancerNode],
    observe(key, service) {
      const before = ledger.get(key);
      const claim = service && claimOf(service);
      const after = claim && (claim.addresses.length > 0 || wantsLoadBalancer(service)) ? claim : undefined;
      ledger.set(key, after);
      if (!service || !wantsLoadBalancer(service)) forget(key);
      const released = before?.addresses.filter((address) => !after?.addresses.includes(address)) ?? [];
      // What shared before may be in the way now, and the other way round.
      const termsChanged = before !== undefined && after !== undefined && sharingTerms(before) !== sharingTerms(after);
      if (released.length > 0 || termsChanged) changed([...withoutAddress].filter((other) => other !== key));
      if (after && (termsChanged || before?.node !== after.node))
        changed(othersWith(after, after.addresses).map((other) => other.key));
    },
    plan(service) {
      const claim = claimOf(service);
      let addresses: string[];
      try {
        addresses = allocateAddresses({ service, pools, ledger });
      } catch (error) {
        if (error instanceof AllocationError) return planFailure(claim, service, error.message);
        throw error;
      }
      withoutAddress.delete(claim.key);
      const { node, state } = nodeFor(service, claim, addresses);
      const isPublished = sameAddresses(publishedAddresses(service), addresses);
      const answersNow =
        isPublished ||
        (node !== undefined &&
          state === 'available' &&
          answers.hasAnswered(claim.key, { addresses, port: answerPort(service), node }));
      if (isPublished) answers.forget(claim.key);
      return {
        annotations: {
          [ANNOTATIONS.loadBalancerAddress]: addresses.join(','),
          [ANNOTATIONS.loadBalancerNode]: node ?? null,
        },
        ingress: answersNow ? addresses.map((ip) => ({ ip, ipMode: 'VIP' })) : undefined,
        hasNoNodes: state === 'unavailable',
      };
    },
    onChange: (listener) => void listeners.push(listener),
    stop() {
      answers.stop();
      health.stop();
    },
  };
}

const sharingTerms = ({ sharingKey, ports, localPods }: AddressClaim): string =>
  JSON.stringify([sharingKey, ports, localPods]);

const sameAddresses = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((address, i) => address === b[i]);

/** Addresses out of pools in the nodes' own network, each announced by a healthy node. */
export const l2PoolProvider: ProviderEntry = {
  name: 'l2-pool',
  async create({ informers, config, clock }) {
    const pools = await configuredPools(config);
    return createL2PoolProvider({ pools, nodes: informers.nodes, clock, probeHttp, probeTcp });
  },
};
