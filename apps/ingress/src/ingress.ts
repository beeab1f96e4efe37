import { serviceKeysOfSlice } from '@kubets/api';
import { nameOf, objectKey, semanticEqual } from '@kubets/apimachinery';
import { createEventRecorder, startInformers } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import {
  createOwnInformers,
  createWorldInformers,
  type IngressClient,
  type WorldInformers,
} from './controller/informers';
import { followGateways, type GatewayFollower, type GatewayFollowerOptions } from './controller/gateway-follower';
import { writeGatewayStatuses } from './controller/gateway-status-writer';
import { writeStatuses } from './controller/ingress-status';
import { createProblemEvents } from './controller/problem-events';
import type { Engine } from './engine/engine';
import type { CertificateCheck } from './engine/usable-certificates';
import { readCertificate, type ReadCertificate } from './model/certificate';
import { endpointsOf } from './model/endpoints';
import { isOwnIngress, ownClasses } from './model/ingress-class';
import { GATEWAY_CONTROLLER } from './gateway/objects';
import { planGateways, type GatewayPlan } from './gateway/plan-gateways';
import { planIngresses, type IngressPlan } from './model/plan-ingresses';
import type { Backend, Endpoint } from './model/routing';
import { keepPodRoutes } from './network/pod-routes';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { Ingress } from '@kubets/proto-gen/networking/v1';

export interface IngressOptions {
  client: IngressClient;
  engine: Engine;
  certificates: CertificateCheck;
  /** What the cluster serves, and its objects. */
  dynamic: Pick<GatewayFollowerOptions, 'cluster' | 'objects'>;
  /** Written into the status of Ingresses and Gateways. */
  addresses: readonly string[];
  ports: EnginePorts;
  manageRoutes: boolean;
  clock: Clock;
  logger: Logger;
}

type Plan = IngressPlan & { gateways: GatewayPlan };

/** Those that Ingresses are at, and the service's own. */
export interface EnginePorts {
  httpPort: number;
  httpsPort: number;
  securePort: number;
}

/** Leads requests as Ingresses and Gateways say until the signal aborts. The engine runs on: requests do not depend on this process. */
export async function runIngress(
  { client, engine, certificates, dynamic, addresses, ports, manageRoutes, clock, logger }: IngressOptions,
  signal: AbortSignal,
): Promise<void> {
  const own = createOwnInformers(client, { logger, clock });
  const events = createProblemEvents(createEventRecorder({ client, component: 'ingress-controller', logger, clock }));
  let world: WorldInformers | undefined;
  let plan: Plan | undefined;
  /** Something has changed that the plan depends on. */
  let isStale = true;
  /** `namespace/name` of those that the plan leads requests to, whether they are there or not. */
  let usedServices: ReadonlySet<string> = new Set();
  const readSecrets = new WeakMap<object, ReadCertificate>();

  const replan = () => {
    isStale = true;
    loop.wake();
  };
  const isUsed = (service: string) => isStale || usedServices.has(service);

  /** All that rules refer to is followed from the first Ingress on: a cluster without any pays for none of it. */
  async function follow(): Promise<WorldInformers | undefined> {
    if (world) return world;
    const informers = createWorldInformers(client, { logger, clock });
    if (manageRoutes) keepPodRoutes({ nodes: informers.nodes, clock, logger, signal });
    if (!(await startInformers(informers, signal))) return undefined;
    informers.secrets.addEventHandler({ onAdd: replan, onUpdate: replan, onDelete: replan });
    const onService = (service: Service) => void (isUsed(objectKey(service)) && replan());
    informers.services.addEventHandler({
      onAdd: onService,
      onUpdate: (before, service) => void (semanticEqual(before.spec, service.spec) || onService(service)),
      onDelete: onService,
    });
    const onSlice = (slice: EndpointSlice) => void (serviceKeysOfSlice(slice).some(isUsed) && loop.wake());
    informers.endpointSlices.addEventHandler({
      onAdd: onSlice,
      onUpdate: (before, slice) => [before, slice].forEach(onSlice),
      onDelete: onSlice,
    });
    return (world = informers);
  }

  async function makePlan({ services, secrets, namespaces }: WorldInformers): Promise<Plan> {
    const certificateOf = (namespace: string, name: string): ReadCertificate | undefined => {
      const secret = secrets.lister.get(`${namespace}/${name}`);
      if (!secret) return undefined;
      const read = readSecrets.get(secret) ?? readCertificate(secret);
      readSecrets.set(secret, read);
      return read;
    };
    const service = (namespace: string, name: string) => services.lister.get(`${namespace}/${name}`);
    const { routing, problems } = planIngresses(ownIngresses(), { service, certificate: certificateOf });
    const made = planGateways(
      { classes: gateways.classes(), gateways: gateways.gateways(), routes: gateways.routes() },
      {
        service,
        certificate: certificateOf,
        grants: gateways.grants(),
        namespaceLabels: (name) => namespaces.lister.get(name)?.metadata?.labels,
        isPortFree: (port, isTls) => mayListen(port, isTls, ports),
      },
    );
    const all = [...routing.certificates, ...made.certificates];
    const refused = await certificates.refused(all);
    for (const { source } of refused) logger.warn({ secret: source }, 'The engine’s TLS library refuses a certificate');
    return {
      problems,
      gateways: made,
      routing: {
        routes: routing.routes,
        backends: [...routing.backends, ...made.backends],
        certificates: all.filter((one) => !refused.has(one)),
        ...(made.listeners.size > 0 && { gateways: made.routing }),
      },
    };
  }

  const classes = () => ownClasses(own.ingressClasses.lister.list());
  const ownIngresses = () => {
    const names = classes();
    return own.ingresses.lister.list().filter((ingress) => isOwnIngress(ingress, names));
  };

  async function turn(): Promise<{ againAfterMs?: number } | void> {
    if (!gateways.isReady()) return; // its coming wakes
    const ingresses = ownIngresses();
    if (ingresses.length === 0 && !hasOwnGateway(gateways)) {
      plan = undefined;
      await engine.stop();
      return publish();
    }
    const informers = await follow();
    if (!informers) return;
    if (isStale || !plan) {
      isStale = false; // what changes from here on makes another plan
      plan = await makePlan(informers).catch((error: unknown) => {
        isStale = true;
        throw error;
      });
      usedServices = new Set(plan.routing.backends.map(({ namespace, service }) => `${namespace}/${service}`));
      events.tell(ingresses, plan.problems);
    }
    const led = await lead(plan, informers);
    if (!led.isPutOff) await publish();
    return led;
  }

  function lead({ routing }: Plan, { endpointSlices }: WorldInformers): ReturnType<Engine['apply']> {
    const backends = new Map(routing.backends.map((backend) => [backend.name, backend]));
    const known = new Map<string, readonly Endpoint[]>();
    return engine.apply(routing, (name) => {
      const endpoints = known.get(name) ?? endpointsNow(backends.get(name));
      known.set(name, endpoints);
      return endpoints;
    });
    function endpointsNow(backend: Backend | undefined): Endpoint[] {
      if (!backend) return [];
      const key = `${backend.namespace}/${backend.service}`;
      return endpointsOf(backend, endpointSlices.lister.byIndex('service', key));
    }
  }

  /** An address is published once requests to it are taken. */
  async function publish(): Promise<void> {
    const names = classes();
    const all = own.ingresses.lister.list().map((ingress) => ({ ingress, isOwn: isOwnIngress(ingress, names) }));
    await writeStatuses(client.ingresses, all, addresses);
    await writeGatewayStatuses(gateways, plan?.gateways, addresses, clock);
  }

  const loop = createWakeLoop({
    turn,
    retry: { initialMs: 100, maxMs: 10_000 },
    onError: (error, delayMs) =>
      logger.error(
        { reason: (error as Error).message, delayMs },
        'Requests cannot be led as Ingresses say, trying again',
      ),
    clock,
  });

  const gateways = followGateways({ ...dynamic, onChange: replan, clock, logger, signal });
  if (!(await startInformers(own, signal))) return;
  own.ingresses.addEventHandler({
    onAdd: replan,
    onUpdate: (before, ingress) => (isSame(before, ingress) ? loop.wake() : replan()),
    onDelete: replan,
  });
  own.ingressClasses.addEventHandler({ onAdd: replan, onUpdate: replan, onDelete: replan });
  engine.onEnd(() => loop.wake());
  loop.wake();
  await loop.run(signal);
}

/** Whether nothing differs but the status, which we write ourselves. */
function isSame(a: Ingress, b: Ingress): boolean {
  const wish = ({ spec, metadata }: Ingress) => [spec, metadata?.annotations, metadata?.deletionTimestamp];
  return semanticEqual(wish(a), wish(b));
}

const mayListen = (port: number, isTls: boolean, { httpPort, httpsPort, securePort }: EnginePorts): boolean =>
  port > 0 && port !== securePort && port !== (isTls ? httpPort : httpsPort);

/** Whether there is anything to do for Gateways; classes are to be accepted, too, but for that nothing has to run. */
function hasOwnGateway(gateways: GatewayFollower): boolean {
  const classes = new Set(
    gateways.classes().flatMap((one) => (one.spec?.controllerName === GATEWAY_CONTROLLER ? [nameOf(one)] : [])),
  );
  return gateways.gateways().some(({ spec }) => classes.has(spec?.gatewayClassName ?? ''));
}
