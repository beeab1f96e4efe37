import {
  type BackendRef,
  GATEWAY_GROUP,
  type GrpcMatch,
  mayRefer,
  type ParentReference,
  readableGrants,
  type RouteRule,
  type ParentVerdict,
  type Verdict,
} from '@kubets/api';
import { namespaceOf, nameOf, objectKey, type KubeObject } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import { resolveBackend } from '../model/service-port';
import {
  MOST_PATH_BYTES,
  type Backend,
  type Certificate,
  type GatewayMatch,
  type GatewayRouting,
  type GatewayRule,
  type Treatment,
} from '../model/routing';
import { commonHosts, hostnameOf, narrowerFirst } from './hostnames';
import { openListeners, type ListenerWorld, type OpenListener } from './listeners';
import { GATEWAY_CONTROLLER, type Gateway, type GatewayClass, type HttpMatch, type Route } from './objects';
import { grpcMatch, httpMatch, preciserFirst, UnsupportedValueError, type RuleMatch } from './route-matches';
import { treatmentOf } from './treatment';

export interface GatewayObjects {
  classes: readonly GatewayClass[];
  gateways: readonly Gateway[];
  routes: readonly Route[];
}

export interface GatewayWorld extends ListenerWorld {
  service(namespace: string, name: string): Service | undefined;
}

export interface GatewayPlan {
  routing: GatewayRouting;
  backends: Backend[];
  certificates: Certificate[];
  /** By Gateway of ours. */
  listeners: Map<Gateway, { listener: OpenListener; attachedRoutes: number }[]>;
  /** By route; only what it says of Gateways of ours. */
  parents: Map<Route, ParentVerdict[]>;
}

/** Beyond, the youngest routes are not accepted. */
const MOST_MATCHES = 4000;
const MOST_PARENTS = 64;
const MOST_TARGETS = 64;
/** As BackendRef has it. */
const MOST_WEIGHT = 1_000_000;
const isWeight = (weight: unknown): boolean =>
  Number.isInteger(weight) && (weight as number) >= 0 && (weight as number) <= MOST_WEIGHT;
const BROKEN = 'The backend that the route names cannot be used.\n';
const NOWHERE = 'The rule names no backend.\n';

/** Makes one table of all Gateways of ours and the routes at them, and says of each object what became of it. */
export function planGateways({ classes, gateways, routes }: GatewayObjects, found: GatewayWorld): GatewayPlan {
  const world = { ...found, grants: readableGrants(found.grants) };
  const ownClasses = new Set(classes.filter(({ spec }) => spec?.controllerName === GATEWAY_CONTROLLER).map(nameOf));
  const own = [...gateways]
    .filter(({ spec, metadata }) => ownClasses.has(spec?.gatewayClassName ?? '') && !metadata?.deletionTimestamp)
    .sort(olderFirst);
  const plan: GatewayPlan = {
    routing: { ports: [], matches: [], rules: [], treatments: new Map() },
    backends: [],
    certificates: [],
    listeners: new Map(),
    parents: new Map(),
  };
  const ports = new Map<number, boolean>();
  for (const gateway of own) {
    const isPortFree = (port: number, isTls: boolean) =>
      world.isPortFree(port, isTls) && (ports.get(port) ?? isTls) === isTls;
    const listeners = unlessUnreadable(() => openListeners(gateway, { ...world, isPortFree }));
    if (!listeners) continue;
    for (const { isProgrammed, port, isTls, certificates } of listeners) {
      if (!isProgrammed) continue;
      ports.set(port, isTls);
      plan.certificates.push(...certificates);
    }
    plan.listeners.set(
      gateway,
      listeners.map((listener) => ({ listener, attachedRoutes: 0 })),
    );
  }
  plan.routing.ports = [...ports].map(([port, isTls]) => ({ port, isTls }));

  const ordered: { match: RuleMatch; host: string; port: number; rule: string; order: number }[] = [];
  for (const [order, route] of [...routes].sort(olderFirst).entries()) {
    const places =
      unlessUnreadable(() =>
        (route.spec?.parentRefs ?? []).slice(0, MOST_PARENTS).flatMap((parentRef) => {
          const found = gatewayOf(route, parentRef, plan);
          return found ? [{ parentRef, ...attachment(route, parentRef, found) }] : [];
        }),
      ) ?? [];
    if (places.length === 0) continue;
    let compiled: CompiledRoute | undefined;
    let failure: Verdict | undefined;
    try {
      compiled = compileRoute(route, order, world);
      if (ordered.length + compiled.matches.length * places.length > MOST_MATCHES)
        throw new UnsupportedValueError(`there are ${MOST_MATCHES} matches already`);
    } catch (error) {
      // Whatever was written into an object whose definition is not ours: it concerns this route alone.
      failure = [
        'False',
        'UnsupportedValue',
        error instanceof UnsupportedValueError ? error.message : 'the route cannot be read',
      ];
      compiled = undefined;
    }
    plan.parents.set(
      route,
      places.map(({ parentRef, accepted }) => ({
        parentRef,
        accepted: accepted[0] === 'True' && failure ? failure : accepted,
        resolvedRefs: compiled?.resolvedRefs ?? ['True', 'ResolvedRefs', ''],
      })),
    );
    if (!compiled) continue;
    const taken = new Set<string>();
    for (const { listeners } of places) {
      for (const { entry, hosts } of listeners) {
        entry.attachedRoutes++;
        if (!entry.listener.isProgrammed) continue;
        for (const host of hosts) {
          const key = `${entry.listener.port} ${host}`;
          if (taken.has(key)) continue;
          taken.add(key);
          for (const { match, rule } of compiled.matches)
            ordered.push({ match, host, port: entry.listener.port, rule, order });
        }
      }
    }
    plan.backends.push(...compiled.backends);
    plan.routing.rules.push(...compiled.rules);
    for (const [name, treatment] of compiled.treatments) plan.routing.treatments.set(name, treatment);
  }
  // The sort is stable: within a route the rules are in their order.
  ordered.sort((a, b) => narrowerFirst(a.host, b.host) || preciserFirst(a.match, b.match) || a.order - b.order);
  plan.routing.matches = ordered.map(({ match, host, port, rule }): GatewayMatch => ({ port, host, rule, ...match }));
  return plan;
}

type Entry = { listener: OpenListener; attachedRoutes: number };

function gatewayOf(
  route: Route,
  { group = GATEWAY_GROUP, kind = 'Gateway', namespace, name }: ParentReference,
  plan: GatewayPlan,
): Entry[] | undefined {
  if (group !== GATEWAY_GROUP || kind !== 'Gateway') return undefined;
  const key = `${namespace ?? namespaceOf(route)}/${name}`;
  for (const [gateway, entries] of plan.listeners) if (objectKey(gateway) === key) return entries;
  return undefined;
}

/** Where a route comes to be at a Gateway (https://gateway-api.sigs.k8s.io/reference/spec/, RouteConditionReason). */
function attachment(
  route: Route,
  { sectionName, port }: ParentReference,
  entries: readonly Entry[],
): { accepted: Verdict; listeners: { entry: Entry; hosts: string[] }[] } {
  const none = (reason: string, message: string) => ({ accepted: ['False', reason, message] as const, listeners: [] });
  const named = entries.filter(
    ({ listener }) =>
      (sectionName === undefined || listener.name === sectionName) && (port === undefined || listener.port === port),
  );
  if (named.length === 0) return none('NoMatchingParent', 'the Gateway has no such listener');
  const kind = route.kind ?? '';
  const allowed = named.filter(
    ({ listener }) =>
      listener.accepted[0] === 'True' && listener.kinds.includes(kind) && listener.allows(namespaceOf(route)),
  );
  if (allowed.length === 0)
    return none('NotAllowedByListeners', 'no listener allows routes of this kind and namespace');
  const hosts = (route.spec?.hostnames ?? []).flatMap((text) => hostnameOf(text) ?? []);
  const wanted = (route.spec?.hostnames ?? []).length > 0 && hosts.length === 0 ? undefined : hosts;
  const listeners = allowed.flatMap((entry) => {
    const common = wanted ? commonHosts(entry.listener.hostname, wanted) : [];
    return common.length > 0 ? [{ entry, hosts: common }] : [];
  });
  if (listeners.length === 0)
    return none('NoMatchingListenerHostname', 'no hostname of the route is one of the listener');
  return { accepted: ['True', 'Accepted', ''], listeners };
}

interface CompiledRoute {
  matches: { match: RuleMatch; rule: string }[];
  rules: GatewayRule[];
  backends: Backend[];
  treatments: Map<string, Treatment>;
  resolvedRefs: Verdict;
}

function compileRoute(route: Route, order: number, world: GatewayWorld): CompiledRoute {
  const compiled: CompiledRoute = {
    matches: [],
    rules: [],
    backends: [],
    treatments: new Map(),
    resolvedRefs: ['True', 'ResolvedRefs', ''],
  };
  const rules = (route.spec?.rules ?? [{}]) as RouteRule<HttpMatch & GrpcMatch>[];
  for (const [at, rule] of rules.entries()) {
    const read = route.kind === 'GRPCRoute' ? grpcMatch : httpMatch;
    const matches = (rule.matches?.length ? rule.matches : [{}]).map((match) => read(match));
    const tooLong = matches.find(({ path }) => Buffer.byteLength(path.value) > MOST_PATH_BYTES);
    if (tooLong) throw new UnsupportedValueError(`a path is longer than ${MOST_PATH_BYTES} bytes`);
    // A prefix that is replaced is part of what is done: matches with the same one share a rule.
    const byPrefix = new Map<string, RuleMatch[]>();
    for (const match of matches) byPrefix.set(match.path.value, [...(byPrefix.get(match.path.value) ?? []), match]);
    for (const [variant, [prefix, group]] of [...byPrefix].entries()) {
      const name = `rule-${order}-${at}-${variant}`;
      compiled.rules.push(compileRule(name, prefix, rule));
      compiled.matches.push(...group.map((match) => ({ match, rule: name })));
    }
  }
  return compiled;

  function compileRule(
    name: string,
    prefix: string,
    { filters = [], backendRefs = [], timeouts }: RouteRule<unknown>,
  ): GatewayRule {
    const treat = (more: BackendRef['filters'] = []) => treatmentOf([...filters, ...more], timeouts, prefix);
    const add = (index: number, backend: Omit<Backend, 'name'>, treatment: Treatment): string => {
      const target = `${name}.${index}`;
      compiled.backends.push({ ...backend, name: target });
      compiled.treatments.set(target, treatment);
      return target;
    };
    const nobody = { namespace: namespaceOf(route), service: '', protocol: 'http' } as const;
    const whole = treat();
    if (backendRefs.length > MOST_TARGETS || backendRefs.some(({ weight = 1 }) => !isWeight(weight)))
      throw new UnsupportedValueError(
        `a rule has at most ${MOST_TARGETS} backends, with weights from 0 to ${MOST_WEIGHT}`,
      );
    const weighty = backendRefs.map((ref) => ({ ref, weight: ref.weight ?? 1 })).filter(({ weight }) => weight > 0);
    if (whole.redirect || weighty.length === 0) {
      const answer = whole.redirect
        ? undefined
        : backendRefs.length > 0
          ? { status: 500, text: BROKEN }
          : { status: 404, text: NOWHERE };
      return { name, targets: [{ backend: add(0, nobody, { ...whole, answer }), weight: 1 }] };
    }
    const targets = weighty.map(({ ref, weight }, index) => {
      const { backend, problem } = backendOf(ref);
      if (problem) compiled.resolvedRefs = problem;
      const treatment = treat(ref.filters);
      return {
        weight,
        backend: backend
          ? add(index, backend, treatment)
          : add(index, nobody, { ...treatment, answer: { status: 500, text: BROKEN } }),
      };
    });
    return { name, targets };
  }

  function backendOf({ group = '', kind = 'Service', namespace = namespaceOf(route), name = '', port }: BackendRef): {
    backend?: Backend;
    problem?: Verdict;
  } {
    if (group !== '' || kind !== 'Service')
      return { problem: ['False', 'InvalidKind', `${kind} "${name}" is no Service`] };
    const from = { kind: route.kind ?? '', namespace: namespaceOf(route) };
    if (!mayRefer({ from, to: { kind: 'Service', namespace, name } }, world.grants))
      return {
        problem: ['False', 'RefNotPermitted', `no ReferenceGrant lets the route name Service "${namespace}/${name}"`],
      };
    const { backend, problem } = resolveBackend(
      { namespace, service: name, port: { number: port } },
      world.service(namespace, name),
    );
    if (problem) return { problem: ['False', 'BackendNotFound', problem] };
    return {
      backend: route.kind === 'GRPCRoute' && backend.protocol === 'http' ? { ...backend, protocol: 'h2c' } : backend,
    };
  }
}

/** Of objects whose definitions are not ours: what cannot be read says nothing, and is in nobody's way. */
function unlessUnreadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

const olderFirst = (a: KubeObject, b: KubeObject): number =>
  createdMs(a) - createdMs(b) || (objectKey(a) < objectKey(b) ? -1 : 1);

const createdMs = ({ metadata }: KubeObject): number => Date.parse(metadata?.creationTimestamp ?? '') || 0;
