import type { ServicePort } from '@kubets/proto-gen/core/v1';
import { askedPort, type EndpointProbe, type Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** What connections from where the user asks came to: first straight to the endpoints, then to the Service. */
export function checkProbe(facts: Facts): Finding | undefined {
  const port = askedPort(facts);
  const { endpointProbes, serviceProbe } = facts;
  const broken = endpointProbes.find(({ outcome }) => outcome !== 'open');
  if (broken && port && broken.outcome === 'refused') return checkListeners(facts, port, broken);
  const works = endpointProbes.find(({ outcome }) => outcome === 'open');
  if (works && port) {
    const mismatch = checkProtocol(facts, port, works);
    if (mismatch) return mismatch;
  }
  if (broken)
    return {
      hop: 'probe',
      problem: `${broken.address}:${broken.port} does not answer (${broken.outcome})`,
      object: podText(facts, broken),
      fix: 'the route between the nodes is broken, or the process hangs: try kubectl exec in the pod',
    };
  if (serviceProbe && serviceProbe.outcome !== 'open' && works)
    return {
      hop: 'probe',
      problem: `the endpoints answer, the Service's own address does not (${serviceProbe.outcome})`,
      object: objectText('Service', facts.service),
      field: 'spec.clusterIP',
      fix: 'look at the rules with nft list table ip kubets-proxy on the node',
    };
  return undefined;
}

function podText({ slices, service }: Facts, { address }: EndpointProbe): string {
  for (const { endpoints = [] } of slices)
    for (const { addresses = [], targetRef } of endpoints)
      if (targetRef && addresses.includes(address)) return `${targetRef.kind} ${targetRef.namespace}/${targetRef.name}`;
  return objectText('Service', service);
}

/** Why nothing takes connections at the port. */
function checkListeners(
  facts: Facts,
  port: ServicePort,
  { address, port: number, listeners, outcome }: EndpointProbe,
): Finding {
  const pod = podText(facts, { address, port: number, outcome });
  const protocol = port.protocol ?? 'TCP';
  const there = listeners?.filter((one) => one.port === number) ?? [];
  if (there.some((one) => one.protocol === protocol && one.loopbackOnly))
    return {
      hop: 'probe',
      problem: `the process in the pod listens on port ${number} of 127.0.0.1 only`,
      object: pod,
      fix: 'let it listen on 0.0.0.0 (or ::)',
    };
  const other = there.find((one) => one.protocol !== protocol);
  const object = objectText('Service', facts.service);
  if (other)
    return {
      hop: 'probe',
      problem: `the process in the pod takes ${other.protocol} at port ${number}, the Service sends ${protocol}`,
      object,
      field: 'spec.ports.protocol',
      fix: `set the protocol of the Service's port to ${other.protocol}`,
    };
  const open = [
    ...new Set(
      (listeners ?? []).filter((one) => one.protocol === protocol && !one.loopbackOnly).map((one) => one.port),
    ),
  ];
  return {
    hop: 'probe',
    problem: `nothing in the pod listens on port ${number}`,
    object,
    field: 'spec.ports.targetPort',
    fix:
      open.length > 0
        ? `set targetPort to ${open.join(' or ')}, where it listens`
        : `let the process of ${pod} listen on ${number}`,
  };
}

/** What the port's name and number promise, and what the server speaks. */
function checkProtocol({ service }: Facts, port: ServicePort, { speaks }: EndpointProbe): Finding | undefined {
  const promisesTls = /^(https|tls|wss)/.test(port.appProtocol ?? port.name ?? '') || port.port === 443;
  const promisesPlain = /^(http|ws)($|[^s])/.test(port.appProtocol ?? port.name ?? '') || port.port === 80;
  if (speaks === 'http' && promisesTls)
    return {
      hop: 'probe',
      problem: `port ${port.port} promises HTTPS, and the pods speak plain HTTP`,
      object: objectText('Service', service),
      field: 'spec.ports.targetPort',
      fix: 'use http:// for it, or let targetPort be the port of the pods that speaks TLS',
    };
  if (speaks === 'tls' && promisesPlain)
    return {
      hop: 'probe',
      problem: `port ${port.port} promises plain HTTP, and the pods speak TLS`,
      object: objectText('Service', service),
      field: 'spec.ports.targetPort',
      fix: 'use https:// for it, or let targetPort be the port of the pods that speaks plain HTTP',
    };
  return undefined;
}
