import { GATEWAY_GROUP, mayRefer, type ReferenceGrant, type Verdict } from '@kubets/api';
import { namespaceOf, nameOf, selectorOrNothing } from '@kubets/apimachinery';
import type { ReadCertificate } from '../model/certificate';
import type { Certificate } from '../model/routing';
import { EVERY_HOST, hostnameOf } from './hostnames';
import { type Gateway, type Listener } from './objects';

/** A listener of a Gateway, judged. */
export interface OpenListener {
  gateway: Gateway;
  name: string;
  hostname: string;
  port: number;
  isTls: boolean;
  kinds: string[];
  /** Whether routes of a namespace may attach. */
  allows(namespace: string): boolean;
  accepted: Verdict;
  resolvedRefs: Verdict;
  conflicted: Verdict;
  /** Requests are taken. */
  isProgrammed: boolean;
  certificates: Certificate[];
}

export interface ListenerWorld {
  grants: readonly ReferenceGrant[];
  certificate(namespace: string, name: string): ReadCertificate | undefined;
  namespaceLabels(namespace: string): Record<string, string> | undefined;
  /** Whether the engine may listen there, with TLS or without. */
  isPortFree(port: number, isTls: boolean): boolean;
}

const KINDS = ['HTTPRoute', 'GRPCRoute'];

/** Judges all listeners of one Gateway (https://gateway-api.sigs.k8s.io/reference/spec/, Listener and ListenerConditionType). */
export function openListeners(gateway: Gateway, world: ListenerWorld): OpenListener[] {
  const all = (gateway.spec?.listeners ?? []).slice(0, 64);
  const listeners = all.map((listener) => openListener(gateway, listener, world));
  return listeners.map((one) => {
    const samePort = listeners.filter((other) => other !== one && other.port === one.port);
    const conflicted: Verdict = samePort.some(({ isTls }) => isTls !== one.isTls)
      ? ['True', 'ProtocolConflict', `port ${one.port} is wanted with TLS and without`]
      : samePort.some(({ hostname }) => hostname === one.hostname)
        ? ['True', 'HostnameConflict', `another listener has the same port and hostname`]
        : ['False', 'NoConflicts', ''];
    const accepted: Verdict = conflicted[0] === 'True' ? ['False', conflicted[1], conflicted[2]] : one.accepted;
    return {
      ...one,
      conflicted,
      accepted,
      isProgrammed: accepted[0] === 'True' && (!one.isTls || one.certificates.length > 0),
    };
  });
}

function openListener(gateway: Gateway, listener: Listener, world: ListenerWorld): OpenListener {
  const { protocol, port = 0, name = '', tls = {} } = listener;
  const hostname = hostnameOf(listener.hostname);
  const isTls = protocol === 'HTTPS';
  const kinds = (listener.allowedRoutes?.kinds ?? []).map(({ group = GATEWAY_GROUP, kind = '' }) =>
    group === GATEWAY_GROUP && KINDS.includes(kind) ? kind : undefined,
  );
  const { certificates, problem } = isTls
    ? certificatesOf(gateway, listener, hostname ?? EVERY_HOST, world)
    : NO_CERTIFICATES;
  return {
    gateway,
    name,
    hostname: hostname ?? EVERY_HOST,
    port,
    isTls,
    kinds: kinds.length === 0 ? KINDS : kinds.filter((kind) => kind !== undefined),
    allows: namespaceRule(gateway, listener, world),
    accepted: acceptance(),
    resolvedRefs: kinds.includes(undefined)
      ? ['False', 'InvalidRouteKinds', `a listener of protocol ${protocol} leads routes of kind ${KINDS.join(' and ')}`]
      : (problem ?? ['True', 'ResolvedRefs', '']),
    conflicted: ['False', 'NoConflicts', ''],
    isProgrammed: false,
    certificates,
  };

  function acceptance(): Verdict {
    if (protocol !== 'HTTP' && protocol !== 'HTTPS')
      return ['False', 'UnsupportedProtocol', `protocol ${String(protocol)} is not supported; HTTP and HTTPS are`];
    if (isTls && (tls.mode ?? 'Terminate') !== 'Terminate')
      return ['False', 'UnsupportedProtocol', `TLS mode ${String(tls.mode)} is not supported for HTTPS; Terminate is`];
    if (hostname === undefined) return ['False', 'Invalid', `${JSON.stringify(listener.hostname)} is no host name`];
    if (!world.isPortFree(port, isTls))
      return ['False', 'PortUnavailable', `port ${port} cannot be had ${isTls ? 'with' : 'without'} TLS`];
    return ['True', 'Accepted', ''];
  }
}

const NO_CERTIFICATES: { certificates: Certificate[]; problem?: Verdict } = { certificates: [] };

function namespaceRule(
  gateway: Gateway,
  { allowedRoutes }: Listener,
  world: ListenerWorld,
): (namespace: string) => boolean {
  const own = namespaceOf(gateway);
  switch (allowedRoutes?.namespaces?.from ?? 'Same') {
    case 'All':
      return () => true;
    case 'Same':
      return (namespace) => namespace === own;
    case 'Selector': {
      const selector = selectorOrNothing(allowedRoutes?.namespaces?.selector);
      return (namespace) => selector.matches(world.namespaceLabels(namespace) ?? {});
    }
    default:
      return () => false;
  }
}

/** The first thing that is wrong is told; what can be used is. */
function certificatesOf(
  gateway: Gateway,
  { tls }: Listener,
  hostname: string,
  world: ListenerWorld,
): { certificates: Certificate[]; problem?: Verdict } {
  const namespace = namespaceOf(gateway);
  const certificates: Certificate[] = [];
  let problem: Verdict | undefined;
  const refs = tls?.certificateRefs ?? [];
  if (refs.length === 0) problem = ['False', 'InvalidCertificateRef', 'tls.certificateRefs names no Secret'];
  for (const { group = '', kind = 'Secret', namespace: other = namespace, name = '' } of refs) {
    const source = `${other}/${name}`;
    const invalid = (message: string) => (problem ??= ['False', 'InvalidCertificateRef', message]);
    if (group !== '' || kind !== 'Secret') {
      invalid(`${kind} "${name}" is no Secret`);
      continue;
    }
    const to = { kind: 'Secret', namespace: other, name } as const;
    if (!mayRefer({ from: { kind: 'Gateway', namespace }, to }, world.grants)) {
      problem ??= [
        'False',
        'RefNotPermitted',
        `no ReferenceGrant lets Gateway "${nameOf(gateway)}" name Secret "${source}"`,
      ];
      continue;
    }
    const read = world.certificate(other, name);
    if (!read) invalid(`Secret "${source}" is not there, or not of type kubernetes.io/tls`);
    else if ('problem' in read) invalid(`Secret "${source}" ${read.problem}`);
    else certificates.push({ source, hosts: hostname === EVERY_HOST ? [] : [hostname], pem: read.pem });
  }
  return { certificates, problem };
}
