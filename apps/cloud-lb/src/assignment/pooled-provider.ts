import { ANNOTATIONS } from '@kubets/api';
import { semanticEqual } from '@kubets/apimachinery';
import type { Clock } from '@kubets/component';
import type { LoadBalancerIngress, Service } from '@kubets/proto-gen/core/v1';
import { claimOf, type AddressClaim } from '../addresses/address-claim';
import { createAddressLedger } from '../addresses/address-ledger';
import { allocateAddresses, losesAddress } from '../addresses/allocate-addresses';
import { AllocationError } from '../addresses/requested-addresses';
import { assignedAddresses } from '../addresses/service-annotations';
import { answerPort } from '../answers/answer-port';
import { createAnswerWatch } from '../answers/answer-watch';
import type { TcpProbe } from '../answers/tcp-probe';
import type { AddressPool } from '../pools/address-pool';
import type { LoadBalancerPlan, LoadBalancerProvider } from '../providers/provider';
import { wantsLoadBalancer } from '../service/load-balancer-wish';
import type { Delivery, DeliveryContext } from './delivery';
import { loadBalancerHostname } from './load-balancer-hostname';

export interface PooledProviderOptions {
  pools: readonly AddressPool[];
  /** Load balancers are published by a name in this domain, without their addresses. */
  domain?: string;
  clock: Clock;
  probeTcp: TcpProbe;
  deliver(context: DeliveryContext): Delivery;
}

/** A provider that gives addresses out of pools, and publishes each when it answers. How traffic comes to the nodes is the delivery's. */
export function createPooledProvider({
  pools,
  domain,
  clock,
  probeTcp,
  deliver,
}: PooledProviderOptions): LoadBalancerProvider {
  const ledger = createAddressLedger();
  /** Services that got no address, to be tried again when one becomes free. */
  const withoutAddress = new Set<string>();
  const listeners: ((key: string) => void)[] = [];
  const changed = (keys: Iterable<string>): void => {
    for (const key of [...keys]) for (const listener of listeners) listener(key);
  };
  const answers = createAnswerWatch({ probe: probeTcp, clock, onAnswer: (key) => changed([key]) });
  const delivery = deliver({ ledger, changed });

  function forget(key: string): void {
    withoutAddress.delete(key);
    answers.forget(key);
    delivery.forget(key);
  }

  const ingressOf = (service: Service, addresses: readonly string[]): LoadBalancerIngress[] =>
    domain === undefined
      ? addresses.map((ip) => ({ ip, ipMode: 'VIP' }))
      : [{ hostname: loadBalancerHostname(service, domain) }];

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
      const isWanted = service !== undefined && wantsLoadBalancer(service);
      delivery.observe?.(key, isWanted ? service : undefined, isWanted ? after : undefined);
      if (!isWanted) forget(key);
      const released = before?.addresses.filter((address) => !after?.addresses.includes(address)) ?? [];
      // What shared before may be in the way now, and the other way round.
      const termsChanged = before !== undefined && after !== undefined && sharingTerms(before) !== sharingTerms(after);
      if (released.length > 0 || termsChanged) changed([...withoutAddress].filter((other) => other !== key));
      if (after && (termsChanged || before?.node !== after.node))
        changed(ledger.othersWith(after, after.addresses).map((other) => other.key));
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
      const { node, state, answeredBy, answers: times, failure } = delivery.place(service, claim, addresses);
      const ingress = ingressOf(service, addresses);
      const isPublished =
        semanticEqual(service.status?.loadBalancer?.ingress ?? [], ingress) &&
        semanticEqual(assignedAddresses(service), addresses);
      const answersNow =
        isPublished ||
        (answeredBy !== undefined &&
          state === 'available' &&
          answers.hasAnswered(claim.key, { addresses, port: answerPort(service), by: answeredBy, times }));
      if (isPublished) answers.forget(claim.key);
      return {
        annotations: {
          [ANNOTATIONS.loadBalancerAddress]: addresses.join(','),
          [ANNOTATIONS.loadBalancerNode]: node ?? null,
        },
        ingress: answersNow ? ingress : undefined,
        failure,
        hasNoNodes: state === 'unavailable',
      };
    },
    onChange: (listener) => void listeners.push(listener),
    stop() {
      answers.stop();
      delivery.stop();
    },
  };
}

const sharingTerms = ({ sharingKey, ports, localPods }: AddressClaim): string =>
  JSON.stringify([sharingKey, [...ports], localPods]);
