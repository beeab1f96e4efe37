import { namespaceOf, objectKey, trimEnd } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { HTTPIngressPath, Ingress, IngressBackend } from '@kubets/proto-gen/networking/v1';
import type { ReadCertificate } from './certificate';
import {
  MOST_PATH_BYTES,
  MOST_ROUTES,
  type Backend,
  type Certificate,
  type PathRule,
  type Route,
  type Routing,
} from './routing';
import { resolveBackend } from './service-port';

/** What is wrong with an Ingress, in the form of an event. The rest of it is carried out all the same. */
export interface Problem {
  reason:
    | 'ServiceNotFound'
    | 'ResourceBackend'
    | 'InvalidPath'
    | 'InvalidHost'
    | 'PathConflict'
    | 'InvalidCertificate'
    | 'TooManyRules';
  message: string;
}

/** What is looked up for Ingresses. */
export interface IngressWorld {
  service(namespace: string, name: string): Service | undefined;
  /** Undefined when there is no such Secret of type kubernetes.io/tls. */
  certificate(namespace: string, name: string): ReadCertificate | undefined;
}

export interface IngressPlan {
  routing: Routing;
  /** By `namespace/name` of the Ingress; of those that have any. */
  problems: Map<string, Problem[]>;
}

/** Events show so many of one Ingress. */
const MOST_PROBLEMS = 10;
const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const EVERY_HOST = '*';

/**
 * Makes one table of all Ingresses (https://kubernetes.io/docs/concepts/services-networking/ingress/). Where two have a rule for
 * the same host and path, that of the older one counts, then that of the first by name. A default backend takes what no rule
 * of the Ingress' own hosts takes, and what no rule at all takes; there, too, the oldest counts, one without rules first.
 */
export function planIngresses(ingresses: readonly Ingress[], world: IngressWorld): IngressPlan {
  const routes = new Map<string, Route>();
  const backends = new Map<string, Backend>();
  const certificates: Certificate[] = [];
  const problems = new Map<string, Problem[]>();
  const sorted = [...ingresses].sort(olderFirst);

  function report(ingress: Ingress, reason: Problem['reason'], message: string): void {
    const known = problems.get(objectKey(ingress)) ?? [];
    if (known.length < MOST_PROBLEMS) problems.set(objectKey(ingress), [...known, { reason, message }]);
  }

  /** The name of the backend; undefined for one that is none of ours to reach. */
  function backendOf(ingress: Ingress, { service, resource }: IngressBackend, where: string): string | undefined {
    if (!service) {
      report(
        ingress,
        'ResourceBackend',
        `${where}: the resource backend ${resource?.kind ?? ''} "${resource?.name ?? ''}" is ignored, requests are led to Services only`,
      );
      return undefined;
    }
    const namespace = namespaceOf(ingress) ?? '';
    const name = service.name ?? '';
    const { backend, problem } = resolveBackend(
      { namespace, service: name, port: service.port ?? {} },
      world.service(namespace, name),
    );
    if (problem) report(ingress, 'ServiceNotFound', `${where}: ${problem}`);
    backends.set(backend.name, backend);
    return backend.name;
  }

  /** Whether the route counts. */
  function add(route: Route): 'added' | 'taken' | 'full' {
    const key = `${route.host} ${route.path.type} ${route.path.value}`;
    const other = routes.get(key);
    if (other) return other.backend === route.backend ? 'added' : 'taken';
    if (routes.size >= MOST_ROUTES) return 'full';
    routes.set(key, route);
    return 'added';
  }

  for (const ingress of sorted) {
    for (const [index, { host = '', http }] of (ingress.spec?.rules ?? []).entries()) {
      const pattern = host === '' ? EVERY_HOST : host.toLowerCase();
      if (pattern !== EVERY_HOST && !HOST.test(pattern)) {
        report(ingress, 'InvalidHost', `spec.rules[${index}]: ${JSON.stringify(host)} is no host name`);
        continue;
      }
      for (const [at, path] of (http?.paths ?? []).entries()) {
        const where = `spec.rules[${index}].http.paths[${at}]`;
        const rule = pathRuleOf(path);
        if (Buffer.byteLength(rule.value) > MOST_PATH_BYTES) {
          report(ingress, 'InvalidPath', `${where}: the path is longer than ${MOST_PATH_BYTES} bytes`);
          continue;
        }
        const backend = backendOf(ingress, path.backend ?? {}, where);
        if (backend === undefined) continue;
        const result = add({ host: pattern, path: rule, backend });
        if (result === 'taken')
          report(ingress, 'PathConflict', `${where}: an older rule leads ${host}${rule.value} elsewhere`);
        if (result === 'full')
          report(ingress, 'TooManyRules', `${where}: there are ${MOST_ROUTES} rules already, the rest is ignored`);
      }
    }
    certificates.push(...certificatesOf(ingress, world, report));
  }

  // After all rules, as it takes only what they leave.
  const withDefault = sorted.filter(({ spec }) => spec?.defaultBackend !== undefined);
  const rulesLast = [...withDefault].sort((a, b) => Number(hasRules(a)) - Number(hasRules(b)));
  for (const [ingress, hosts] of [
    ...withDefault.map((one) => [one, hostsOf(one)] as const),
    ...rulesLast.map((one) => [one, [EVERY_HOST]] as const),
  ]) {
    const backend =
      hosts.length > 0 ? backendOf(ingress, ingress.spec?.defaultBackend ?? {}, 'spec.defaultBackend') : undefined;
    if (backend === undefined) continue;
    for (const host of hosts) add({ host, path: { type: 'Prefix', value: '/' }, backend });
  }
  return { routing: { routes: [...routes.values()], backends: [...backends.values()], certificates }, problems };
}

const hasRules = ({ spec }: Ingress): boolean => (spec?.rules ?? []).length > 0;

const hostsOf = ({ spec }: Ingress): string[] =>
  (spec?.rules ?? []).map(({ host = '' }) => host.toLowerCase()).filter((host) => HOST.test(host));

/** ImplementationSpecific is taken as Prefix. How a prefix ends makes no difference: `/a/` is `/a`. */
function pathRuleOf({ path = '', pathType }: HTTPIngressPath): PathRule {
  if (pathType === 'Exact') return { type: 'Exact', value: path };
  return { type: 'Prefix', value: trimEnd(path, '/') || '/' };
}

function certificatesOf(
  ingress: Ingress,
  world: IngressWorld,
  report: (ingress: Ingress, reason: 'InvalidCertificate', message: string) => void,
): Certificate[] {
  const namespace = namespaceOf(ingress) ?? '';
  return (ingress.spec?.tls ?? []).flatMap(({ hosts = [], secretName = '' }, index) => {
    if (secretName === '') return []; // The certificate that there is for the name anyway.
    const read = world.certificate(namespace, secretName);
    const problem =
      read === undefined ? 'is not there, or not of type kubernetes.io/tls' : 'problem' in read && read.problem;
    if (read === undefined || 'problem' in read) {
      report(ingress, 'InvalidCertificate', `spec.tls[${index}]: Secret "${namespace}/${secretName}" ${problem}`);
      return [];
    }
    const usable = hosts.map((host) => host.toLowerCase()).filter((host) => HOST.test(host));
    if (hosts.length > 0 && usable.length === 0) return [];
    return [{ source: `${namespace}/${secretName}`, hosts: usable, pem: read.pem }];
  });
}

const olderFirst = (a: Ingress, b: Ingress): number =>
  createdMs(a) - createdMs(b) || (objectKey(a) < objectKey(b) ? -1 : 1);

const createdMs = ({ metadata }: Ingress): number => Date.parse(metadata?.creationTimestamp ?? '') || 0;
