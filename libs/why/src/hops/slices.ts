import { isExternalName, isPodTerminal } from '@kubets/api';
import { selectorFromSet } from '@kubets/apimachinery';
import type { Pod, ServicePort } from '@kubets/proto-gen/core/v1';
import { askedPort, type Facts } from '../facts';
import { type Finding, objectText } from '../finding';
import { isOneEditAway } from '../names';

/** Whether the Service has endpoints for the port. */
export function checkSlices(facts: Facts): Finding | undefined {
  const { service, slices, pods } = facts;
  if (!service || isExternalName(service)) return undefined;
  const port = askedPort(facts);
  const { selector } = service.spec ?? {};
  if (slices.some(({ endpoints = [], ports = [] }) => endpoints.length > 0 && hasPort(ports, port))) return undefined;
  const object = objectText('Service', service);
  if (!selector || Object.keys(selector).length === 0)
    return {
      hop: 'slices',
      problem: 'the Service selects no pods, and nobody has written an EndpointSlice for it',
      object,
      field: 'spec.selector',
      fix: `give it a selector, or write an EndpointSlice with the label kubernetes.io/service-name: ${service.metadata?.name}`,
    };
  const selected = pods.filter(({ metadata }) => selectorFromSet(selector).matches(metadata?.labels));
  if (selected.length === 0) return nothingSelected(object, selector, pods);
  if (selected.every(isPodTerminal)) return allEnded(object, selected);
  if (typeof port?.targetPort === 'string') return checkNamedPort(object, port, selected);
  return undefined;
}

const hasPort = (ports: readonly { name?: string }[], port: ServicePort | undefined): boolean =>
  port === undefined || ports.some(({ name = '' }) => name === (port.name ?? ''));

function nothingSelected(object: string, selector: Record<string, string>, pods: readonly Pod[]): Finding {
  const wanted = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return {
    hop: 'slices',
    problem: `no pod of the namespace has the labels ${wanted.join(',')}`,
    object,
    field: 'spec.selector',
    fix: closest(selector, pods) ?? 'give pods these labels, or the Service another selector',
  };
}

/** The pod that lacks least: what one edit of a key or a value would mend is told so. */
function closest(selector: Record<string, string>, pods: readonly Pod[]): string | undefined {
  const candidates = pods.flatMap((pod) => {
    const labels = pod.metadata?.labels ?? {};
    const wrong = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
    const near = wrong.map(([key, value]) => nearMiss(key, value, labels));
    return near.every((text) => text !== undefined) ? [{ pod, near, wrong: wrong.length }] : [];
  });
  const [best] = candidates.sort((a, b) => a.wrong - b.wrong);
  return best && `${objectText('Pod', best.pod)} is one edit away: ${best.near.join(', ')}`;
}

function nearMiss(key: string, value: string, labels: Record<string, string>): string | undefined {
  const has = labels[key];
  if (has !== undefined)
    return isOneEditAway(has.toLowerCase(), value.toLowerCase()) || has.toLowerCase() === value.toLowerCase()
      ? `it has ${key}=${has}, the Service wants ${key}=${value}`
      : undefined;
  const other = Object.keys(labels).find(
    (name) =>
      labels[name] === value &&
      (isOneEditAway(name.toLowerCase(), key.toLowerCase()) || name.toLowerCase() === key.toLowerCase()),
  );
  return other && `it has ${other}=${value}, the Service wants ${key}=${value}`;
}

function allEnded(object: string, pods: readonly Pod[]): Finding {
  const owner = pods[0]?.metadata?.ownerReferences?.[0];
  const whose = owner ? `${owner.kind} ${owner.name}` : objectText('Pod', pods[0]);
  return {
    hop: 'slices',
    problem: `all pods that the Service selects have ended: ${whose} is ${pods[0]?.status?.phase}`,
    object,
    field: 'spec.selector',
    fix: 'what ends cannot be reached: run the server in a Deployment, or let the selector leave those pods out',
  };
}

function checkNamedPort(object: string, port: ServicePort, selected: readonly Pod[]): Finding | undefined {
  const { targetPort, protocol = 'TCP' } = port;
  const ports = selected.flatMap(({ spec }) => (spec?.containers ?? []).flatMap((container) => container.ports ?? []));
  const named = ports.filter(({ name }) => name === targetPort);
  if (named.some((one) => (one.protocol ?? 'TCP') === protocol)) return undefined;
  const names = [...new Set(ports.flatMap(({ name }) => name ?? []))];
  if (named.length > 0)
    return {
      hop: 'slices',
      problem: `port ${String(targetPort)} of the pods is of ${named[0]?.protocol ?? 'TCP'}, the Service's is of ${protocol}`,
      object,
      field: 'spec.ports.protocol',
      fix: `set the protocol of the Service's port to ${named[0]?.protocol ?? 'TCP'}`,
    };
  return {
    hop: 'slices',
    problem: `no container of the selected pods has a port named ${String(targetPort)}`,
    object,
    field: 'spec.ports.targetPort',
    fix:
      names.length > 0
        ? `use one of their names: ${names.join(', ')}`
        : 'name a port of the container so, or use its number',
  };
}
