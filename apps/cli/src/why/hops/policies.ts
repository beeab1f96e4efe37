import { podIPsOf } from '@kubets/api';
import { selectorFromLabelSelector } from '@kubets/apimachinery';
import { cidrContains, parseCidr, parseIp } from '@kubets/net';
import type { Namespace, Pod } from '@kubets/proto-gen/core/v1';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '@kubets/proto-gen/networking/v1';
import { askedPort, type Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** One end of a connection: a pod, or an address outside. */
interface Side {
  pod?: Pod;
  address?: string;
}

/** Whether NetworkPolicies let the connection through to at least one endpoint. A node's own connections to its pods pass. */
export function checkPolicies(facts: Facts, clientAddress: string | undefined): Finding | undefined {
  const { question, fromPod, policies, namespaces } = facts;
  const port = askedPort(facts);
  if (question.from.kind === 'node' || policies.length === 0 || !port) return undefined;
  const source: Side = fromPod ? { pod: fromPod } : { ...(clientAddress && { address: clientAddress }) };
  const blocked: Finding[] = [];
  for (const target of targetsOf(facts)) {
    const context = { namespaces, protocol: port.protocol ?? 'TCP', port: target.port, target: target.pod };
    const found =
      blockedBy('Egress', source, target, policies, context) ?? blockedBy('Ingress', target, source, policies, context);
    if (!found) return undefined;
    blocked.push(found);
  }
  return blocked[0];
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
  /** Whose container ports names of ports are. */
  target: Pod;
}

function blockedBy(
  direction: 'Ingress' | 'Egress',
  side: Side,
  peer: Side,
  policies: readonly NetworkPolicy[],
  context: Context,
): Finding | undefined {
  const { pod } = side;
  if (!pod || pod.spec?.hostNetwork) return undefined;
  const restricting = policies.filter(
    ({ metadata, spec }) =>
      metadata?.namespace === pod.metadata?.namespace &&
      spec?.policyTypes?.includes(direction) &&
      selectorFromLabelSelector(spec.podSelector ?? {}).matches(pod.metadata?.labels),
  );
  const allowed = restricting.some((policy) =>
    rulesOf(policy, direction).some((rule) => allows(rule, peer, policy, context)),
  );
  if (restricting.length === 0 || allowed) return undefined;
  const [policy] = restricting;
  const who = peer.pod ? objectText('Pod', peer.pod) : (peer.address ?? 'the client');
  const others = restricting.length > 1 ? ` (and ${restricting.length - 1} more)` : '';
  return {
    hop: 'policies',
    problem: `no policy lets ${objectText('Pod', pod)} ${direction === 'Ingress' ? 'be reached by' : 'reach'} ${who} at ${context.protocol} ${context.port}`,
    object: `${objectText('NetworkPolicy', policy)}${others}`,
    field: direction === 'Ingress' ? 'spec.ingress' : 'spec.egress',
    fix: `add a rule ${direction === 'Ingress' ? 'from' : 'to'} ${peer.pod ? 'that pod' : 'that address (ipBlock)'} with port ${context.port}`,
  };
}

interface Rule {
  ports?: NetworkPolicyPort[];
  peers?: NetworkPolicyPeer[];
}

const rulesOf = ({ spec }: NetworkPolicy, direction: 'Ingress' | 'Egress'): Rule[] =>
  direction === 'Ingress'
    ? (spec?.ingress ?? []).map(({ ports, from }) => ({ ...(ports && { ports }), ...(from && { peers: from }) }))
    : (spec?.egress ?? []).map(({ ports, to }) => ({ ...(ports && { ports }), ...(to && { peers: to }) }));

function allows({ ports = [], peers = [] }: Rule, peer: Side, policy: NetworkPolicy, context: Context): boolean {
  const namespace = policy.metadata?.namespace ?? '';
  return (
    (ports.length === 0 || ports.some((port) => matchesPort(port, context))) &&
    (peers.length === 0 || peers.some((one) => matchesPeer(one, peer, namespace, context.namespaces)))
  );
}

function matchesPort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort, context: Context): boolean {
  if (protocol !== context.protocol) return false;
  if (port === undefined || port === null) return true;
  if (typeof port === 'string')
    return (context.target.spec?.containers ?? []).some(({ ports = [] }) =>
      ports.some(({ name, containerPort }) => name === port && containerPort === context.port),
    );
  return context.port >= Number(port) && context.port <= (endPort ?? Number(port));
}

function matchesPeer(
  { ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer,
  { pod, address = pod && podIPsOf(pod)[0] }: Side,
  ownNamespace: string,
  namespaces: readonly Namespace[],
): boolean {
  if (ipBlock) {
    const ip = address === undefined ? undefined : parseIp(address);
    const isIn = (text = ''): boolean => {
      const cidr = parseCidr(text);
      return ip !== undefined && cidr !== undefined && cidrContains(cidr, ip);
    };
    return isIn(ipBlock.cidr) && !(ipBlock.except ?? []).some(isIn);
  }
  if (!pod || pod.spec?.hostNetwork) return false;
  const of = pod.metadata?.namespace;
  const inNamespace = namespaceSelector
    ? selectorFromLabelSelector(namespaceSelector).matches(
        namespaces.find(({ metadata }) => metadata?.name === of)?.metadata?.labels,
      )
    : of === ownNamespace;
  return inNamespace && (!podSelector || selectorFromLabelSelector(podSelector).matches(pod.metadata?.labels));
}
