import type { Informer } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import type { Node, Service } from '@kubets/proto-gen/core/v1';
import { precedes, type AddressClaim } from '../../addresses/address-claim';
import { losesAddress } from '../../addresses/allocate-addresses';
import { assignedAddresses } from '../../addresses/service-annotations';
import { localHealthCheckPort, type Delivery, type DeliveryContext } from '../../assignment/delivery';
import type { Fitness } from '../../nodes/fitness';
import type { HttpProbe } from '../../nodes/http-probe';
import { createNodeHealth } from '../../nodes/node-health';
import { planForwarding, type ForwardingPlan } from './forwarding-plan';
import type { Forwarder } from './kernel/kernel-forwarder';

/** What somebody else has taken away comes back. */
const LOOK_AGAIN_MS = 60_000;

/** So many connections of random ports have to be answered for a new address: then it is likely that every node does. */
const ANSWERS_PER_NODE = 4;
const MOST_ANSWERS = 64;

export interface PassthroughOptions {
  nodes: Informer<Node>;
  /** Resolves when all Services and nodes there are have been told. */
  synced: Promise<unknown>;
  forwarder: Pick<Forwarder, 'apply'>;
  clock: Clock;
  probeHttp: HttpProbe;
  logger: Logger;
}

/** This machine owns all addresses, and its kernel hands their packets as they are to healthy nodes. */
export function createPassthroughDelivery(
  { nodes, synced, forwarder, clock, probeHttp, logger }: PassthroughOptions,
  { ledger, changed }: DeliveryContext,
): Delivery {
  const followed = new Map<string, { service: Service; claim: AddressClaim }>();
  const stop = new AbortController();
  /** Why the kernel does not forward what it should. */
  let failure: string | undefined;
  let isKnown = false;
  let applied: string | undefined;
  const health = createNodeHealth({
    nodes,
    probe: probeHttp,
    clock,
    onNodesChanged() {
      for (const [key, { service }] of followed) health.followService(key, localHealthCheckPort(service));
      healthChanged();
    },
    onNodeHealth: healthChanged,
    onServiceHealth: healthChanged,
  });
  const loop = createWakeLoop({
    turn,
    retry: { initialMs: 200, maxMs: 10_000, wakeable: true },
    onError(error, delayMs) {
      logger.warn({ reason: (error as Error).message, delayMs }, 'Load balancer addresses cannot be forwarded');
      settle((error as Error).message);
    },
    clock,
  });
  void synced.then(
    () => {
      isKnown = true;
      loop.wake();
    },
    () => undefined, // it was stopped before
  );
  void loop.run(stop.signal);

  function healthChanged(): void {
    loop.wake();
    changed(followed.keys());
  }

  function settle(reason: string | undefined): void {
    if (failure === reason) return;
    failure = reason;
    changed(followed.keys());
  }

  const fitnessFor = (service: Service) => {
    const port = localHealthCheckPort(service);
    return health.names().map((name) => ({ name, fitness: health.fitness(name, port) }));
  };

  function plan(): ForwardingPlan {
    const eldestFirst = [...followed.values()].sort((a, b) => (precedes(a.claim, b.claim) ? -1 : 1));
    return planForwarding(
      eldestFirst.map(({ service, claim }) => {
        const all = fitnessFor(service);
        const fit = all.filter(({ fitness }) => fitness === 'fit');
        return {
          service,
          addresses: assignedAddresses(service).filter((address) => !losesAddress({ claim, ledger }, address)),
          // Where none is fit all are tried: what is wrong with all of them may be wrong here.
          nodes: (fit.length > 0 ? fit : all).map(({ name }) => health.addressesOf(name)),
        };
      }),
    );
  }

  async function turn(): Promise<{ againAfterMs: number } | void> {
    if (!isKnown) return;
    // After a start the kernel goes on with what it has until it is known who is healthy.
    const isUndecided = [...followed.values()].some(({ service }) => has(fitnessFor(service), 'unknown'));
    if (applied === undefined && isUndecided) return;
    const wanted = plan();
    await forwarder.apply(wanted);
    const text = JSON.stringify(wanted);
    if (applied !== text)
      logger.info({ addresses: wanted.addresses, ports: wanted.ports.length }, 'Forwarding load balancer addresses');
    applied = text;
    settle(undefined);
    return { againAfterMs: LOOK_AGAIN_MS };
  }

  return {
    observe(key, service, claim) {
      if (!service || !claim) return;
      followed.set(key, { service, claim });
      health.followService(key, localHealthCheckPort(service));
      loop.wake();
    },
    place(service) {
      const all = fitnessFor(service);
      const fit = all.filter(({ fitness }) => fitness === 'fit');
      const state = fit.length > 0 ? 'available' : has(all, 'unknown') ? 'pending' : 'unavailable';
      if (fit.length === 0) return { state, failure };
      const answers = Math.min(MOST_ANSWERS, ANSWERS_PER_NODE * fit.length);
      return { state, failure, answeredBy: fit.map(({ name }) => name).join(), answers };
    },
    forget(key) {
      if (followed.delete(key)) loop.wake();
      health.forgetService(key);
    },
    stop() {
      stop.abort();
      health.stop();
    },
  };
}

const has = (nodes: readonly { fitness: Fitness }[], wanted: Fitness): boolean =>
  nodes.some(({ fitness }) => fitness === wanted);
