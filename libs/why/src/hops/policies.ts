import {
  DNS_SERVER,
  isPeer,
  isUnderPolicies,
  type LabelledPod,
  namedPortsOf,
  podIPsOf,
  type PolicyDirection,
  type PolicyPeer,
  type PolicyPort,
  type PolicyRules,
  policyRulesOf,
  protocolOf,
  restrictingPolicies,
} from '@kubets/api';
import { cidrContains, parseCidr, parseIp } from '@kubets/net';
import type { Namespace, Pod } from '@kubets/proto-gen/core/v1';
import { askedPort, type Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** One end of a connection: a pod, what policies take for one, or an address outside. */
interface Side {
  pod?: Pod;
  /** As policies select it; that of `pod` unless given. */
  selected?: LabelledPod;
  address?: string;
}

/** Whether NetworkPolicies let the connection through to at least one endpoint. A node's own connections to its pods pass. */
export function checkPolicies(facts: Facts, clientAddress: string | undefined): Finding | undefined {
  const { question, fromPod, namespaces } = facts;
  const port = askedPort(facts);
  if (question.from.kind === 'node' || facts.policies.length === 0) return undefined;
  const policies = facts.policies.map(policyRulesOf);
  const source: Side = fromPod ? { pod: fromPod } : { ...(clientAddress && { address: clientAddress }) };
  const withoutNames = fromPod && blockedFromDns(fromPod, facts, policies);
  if (withoutNames || !port) return withoutNames;
  const blocked: Finding[] = [];
  for (const target of targetsOf(facts)) {
    const context = { namespaces, protocol: protocolOf(port.protocol) ?? 'TCP', port: target.port, target: target.pod };
    const found =
      blockedBy('egress', source, target, policies, context) ?? blockedBy('ingress', target, source, policies, context);
    if (!found) return undefined;
    blocked.push(found);
  }
  return blocked[0];
}

const DNS_PORT = 53;

/** Who may reach a Service and not the cluster's DNS finds no names: what is forgotten most beside a default deny. */
function blockedFromDns(pod: Pod, { dnsServers, namespaces }: Facts, policies: readonly PolicyRules[]) {
  for (const { address } of dnsServers) {
    const context = { namespaces, protocol: 'UDP', port: DNS_PORT };
    const found = blockedBy('egress', { pod }, { address, selected: DNS_SERVER }, policies, context);
    if (found) return { ...found, problem: `${found.problem}: the cluster's DNS, so it finds no names` };
  }
  return undefined;
}

function targetsOf(facts: Facts): { pod: Pod; port: number }[] {
  const name = askedPort(facts)?.name ?? '';
  return facts.slices.flatMap(({ endpoints = [], ports = [] }) => {
    const number = ports.find((one) => (one.name ?? '') === name)?.port;
    return endpoints.flatMap(({ targetRef }) => {
      const pod = facts.pods.find(({ metadata }) => metadata?.name === targetRef?.name);
      return pod && number !== undefined && !pod.spec?.hostNetwork ? [{ pod, port: number }] : [];
    });
  });
}

interface Context {
  namespaces: readonly Namespace[];
  protocol: string;
  port: number;
  /** Whose container ports names of ports are; absent where it is no pod. */
  target?: Pod;
}

function blockedBy(
  direction: PolicyDirection,
  side: Side,
  peer: Side,
  policies: readonly PolicyRules[],
  context: Context,
): Finding | undefined {
  const { pod } = side;
  if (!pod || !isUnderPolicies(pod)) return undefined;
  const restricting = restrictingPolicies(policies, labelled(pod), direction);
  const allowed = restricting.some(({ rules }) =>
    rules[direction]?.some(
      ({ peers, ports }) =>
        (ports === 'all' || ports.some((port) => matchesPort(port, context))) &&
        (peers === 'anyone' || peers.some((one) => matchesPeer(one, peer, context.namespaces))),
    ),
  );
  if (restricting.length === 0 || allowed) return undefined;
  const [policy] = restricting;
  const who = peer.pod ? objectText('Pod', peer.pod) : (peer.address ?? 'the client');
  const others = restricting.length > 1 ? ` (and ${restricting.length - 1} more)` : '';
  return {
    hop: 'policies',
    problem: `no policy lets ${objectText('Pod', pod)} ${direction === 'ingress' ? 'be reached by' : 'reach'} ${who} at ${context.protocol} ${context.port}`,
    object: `NetworkPolicy ${policy?.key}${others}`,
    field: `spec.${direction}`,
    fix: `add a rule ${direction === 'ingress' ? 'from' : 'to'} ${peer.pod ? 'that pod' : 'that address (ipBlock)'} with port ${context.port}`,
  };
}

const labelled = ({ metadata }: Pod) => ({ namespace: metadata?.namespace ?? '', labels: metadata?.labels ?? {} });

function matchesPort(port: PolicyPort, { protocol, port: number, target }: Context): boolean {
  if (port.protocol !== protocol) return false;
  if (!('name' in port)) return number >= port.from && number <= port.to;
  return (target ? namedPortsOf(target) : []).some(
    (named) => named.name === port.name && named.protocol === protocol && named.port === number,
  );
}

function matchesPeer(
  peer: PolicyPeer,
  { pod, address = pod && podIPsOf(pod)[0], selected }: Side,
  namespaces: readonly Namespace[],
): boolean {
  if (peer.kind === 'block') {
    const ip = address === undefined ? undefined : parseIp(address);
    const isIn = (text: string): boolean => {
      const cidr = parseCidr(text);
      return ip !== undefined && cidr !== undefined && cidrContains(cidr, ip);
    };
    return isIn(peer.cidr) && !peer.except.some(isIn);
  }
  const one = selected ?? (pod && isUnderPolicies(pod) ? labelled(pod) : undefined);
  if (!one) return false;
  const namespace = namespaces.find(({ metadata }) => metadata?.name === one.namespace);
  return isPeer(peer, one, namespace && (namespace.metadata?.labels ?? {}));
}
