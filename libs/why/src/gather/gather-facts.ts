import { clusterIPsOf, DNS_SERVICE, nodeAddresses, podIPsOf } from '@kubets/api';
import { get } from 'node:http';
import { joinHostPort } from '@kubets/net';
import type { Event, Namespace, Node, Pod, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { NetworkPolicy } from '@kubets/proto-gen/networking/v1';
import { askedPort, type EndpointProbe, type Facts, type Probe, type ProxyAnswer, type Question } from '../facts';
import type { ApiReader } from './api-reader';
import { askDns } from './dns';
import { NO_PLACES, type Places } from './places';
import { probeFrom, probeTcp } from './probe';

export interface GatherOptions {
  question: Question;
  api: ApiReader;
  /** Absent: nobody connects to anything but the cluster's DNS and its nodes' proxies. */
  reach?: Reach;
  clusterDomain: string;
}

/** From where connections can be tried. */
export interface Reach {
  places: Places;
  /** The bundle that is run in other network namespaces. */
  script: string;
}

/** A few say enough, and each takes time. */
const MOST_PROBED = 4;
const PROXY_PORT = 10256;
const PROXY_MS = 500;

/** Everything that is worth knowing, all at once where it can be. `clientAddress` is where connections of the asker come from. */
export async function gatherFacts(o: GatherOptions): Promise<{ facts: Facts; clientAddress?: string }> {
  const { question, api } = o;
  const { namespace, name, from } = question;
  const core = `/api/v1/namespaces/${namespace}`;
  const fromNamespace = from.kind === 'pod' ? from.namespace : namespace;
  const policiesOf = (of: string) =>
    api.list<NetworkPolicy>(`/apis/networking.k8s.io/v1/namespaces/${of}/networkpolicies`);
  const slicesOf = (of: string, service: string) =>
    api.list<EndpointSlice>(
      `/apis/discovery.k8s.io/v1/namespaces/${of}/endpointslices?labelSelector=${encodeURIComponent(`kubernetes.io/service-name=${service}`)}`,
    );
  const [services, namespaces, nodes, slices, pods, fromPod, own, others, events, dnsSlices] = await Promise.all([
    api.list<Service>('/api/v1/services'),
    api.list<Namespace>('/api/v1/namespaces'),
    api.list<Node>('/api/v1/nodes'),
    slicesOf(namespace, name),
    api.list<Pod>(`${core}/pods`),
    from.kind === 'pod' ? api.get<Pod>(`/api/v1/namespaces/${from.namespace}/pods/${from.name}`) : undefined,
    policiesOf(namespace),
    fromNamespace === namespace ? [] : policiesOf(fromNamespace),
    api.list<Event>(
      `${core}/events?fieldSelector=${encodeURIComponent(`involvedObject.kind=Service,involvedObject.name=${name}`)}`,
    ),
    slicesOf(DNS_SERVICE.namespace, DNS_SERVICE.name),
  ]);
  if (from.kind === 'pod' && !fromPod) throw new Error(`--from: there is no pod ${from.namespace}/${from.name}`);
  if (from.kind === 'node' && !nodes.some(({ metadata }) => metadata?.name === from.name))
    throw new Error(`--from: there is no node ${from.name}`);
  const service = services.find(({ metadata }) => metadata?.namespace === namespace && metadata.name === name);
  const known: Facts = {
    question,
    ...(service && { service }),
    elsewhere: services.flatMap(({ metadata }) =>
      metadata?.name === name && metadata.namespace !== namespace ? [metadata.namespace ?? ''] : [],
    ),
    names: services.flatMap(({ metadata }) => (metadata?.namespace === namespace ? [metadata.name ?? ''] : [])),
    namespaces,
    nodes,
    slices,
    pods,
    ...(fromPod && { fromPod }),
    policies: [...own, ...others],
    events: [...events].sort((a, b) => ((a.lastTimestamp ?? '') < (b.lastTimestamp ?? '') ? -1 : 1)),
    dnsServers: [],
    proxies: [],
    endpointProbes: [],
  };
  if (!service) return { facts: known };
  return lookAround(known, dnsSlices, o);
}

/** What is no object of the API: answers of DNS and proxies, and connections. */
async function lookAround(
  facts: Facts,
  dnsSlices: readonly EndpointSlice[],
  { question, reach, clusterDomain }: GatherOptions,
): Promise<{ facts: Facts; clientAddress?: string }> {
  const port = askedPort(facts);
  const { name, namespace } = question;
  const { places, script } = reach ?? { places: NO_PLACES, script: '' };
  const place = reach ? await placeOf(facts, places) : 'elsewhere';
  const probe = (address: string, number: number): Promise<(Probe & { localAddress?: string }) | undefined> => {
    if (port?.protocol === 'UDP' || port?.protocol === 'SCTP' || place === 'elsewhere')
      return Promise.resolve(undefined);
    return place === 'here' ? probeTcp(address, number) : probeFrom(place, script, address, number);
  };
  const [clusterIp] = clusterIPsOf(facts.service ?? {});
  const serviceAddress =
    question.from.kind === 'host'
      ? outsideAddress(facts)
      : clusterIp !== undefined && port?.port
        ? { address: clusterIp, port: port.port }
        : undefined;
  const [dns, proxies, endpointProbes, serviceProbe] = await Promise.all([
    askCluster(dnsSlices, `${name}.${namespace}.svc.${clusterDomain}`),
    Promise.all(facts.nodes.map((node) => askProxy(node, clusterIp, port?.port, port?.protocol))),
    Promise.all(endpointsOf(facts).map((one) => probeEndpoint(one, facts, places, probe))),
    serviceAddress?.port ? probe(serviceAddress.address, serviceAddress.port) : undefined,
  ]);
  const probes = endpointProbes.flatMap((one) => one ?? []);
  const clientAddress = serviceProbe?.localAddress ?? probes.find((one) => one.localAddress)?.localAddress;
  return {
    facts: { ...facts, ...dns, proxies, endpointProbes: probes, ...(serviceProbe && { serviceProbe }) },
    ...(clientAddress && { clientAddress }),
  };
}

/** Where the connections start: in this process, in a network namespace of this machine, or where nobody here gets to. */
async function placeOf({ question: { from }, fromPod, nodes }: Facts, places: Places): Promise<string> {
  if (from.kind === 'host') return 'here';
  const node = nodes.find(({ metadata }) => from.kind === 'node' && metadata?.name === from.name);
  const [address] = fromPod ? podIPsOf(fromPod) : nodeAddresses(node, 'InternalIP');
  return (address && (await places.ofAddress(address))) ?? 'elsewhere';
}

function outsideAddress({ service, nodes, question }: Facts): { address: string; port?: number } | undefined {
  const port = askedPort({ question, ...(service && { service }) });
  const [ingress] = service?.status?.loadBalancer?.ingress ?? [];
  if (ingress?.ip) return { address: ingress.ip, ...(port?.port && { port: port.port }) };
  const [node] = nodes.flatMap((one) => nodeAddresses(one, 'InternalIP'));
  return node && port?.nodePort ? { address: node, port: port.nodePort } : undefined;
}

function endpointsOf({ slices, question, service }: Facts): { address: string; port: number }[] {
  const name = askedPort({ question, ...(service && { service }) })?.name ?? '';
  return slices
    .flatMap(({ endpoints = [], ports = [] }) => {
      const port = ports.find((one) => (one.name ?? '') === name)?.port;
      return endpoints.flatMap(({ addresses = [], conditions }) =>
        conditions?.ready === false || port === undefined || !addresses[0] ? [] : [{ address: addresses[0], port }],
      );
    })
    .slice(0, MOST_PROBED);
}

async function probeEndpoint(
  { address, port }: { address: string; port: number },
  facts: Facts,
  places: Places,
  probe: (address: string, port: number) => Promise<(Probe & { localAddress?: string }) | undefined>,
): Promise<(EndpointProbe & { localAddress?: string }) | undefined> {
  const [result, netns] = await Promise.all([probe(address, port), places.ofAddress(address)]);
  const listeners = netns ? await places.listeners(netns) : undefined;
  if (result) return { ...result, address, port, ...(listeners && { listeners }) };
  // Nobody tries UDP, but whether anybody listens is known; not of SCTP.
  const wanted = askedPort(facts)?.protocol ?? 'TCP';
  if (wanted === 'SCTP') return undefined;
  const isOpen = listeners?.some((one) => one.protocol === wanted && one.port === port && !one.loopbackOnly);
  return listeners && { outcome: isOpen ? 'open' : 'refused', address, port, listeners };
}

async function askCluster(slices: readonly EndpointSlice[], name: string): Promise<Pick<Facts, 'dns' | 'dnsServers'>> {
  const servers = slices.flatMap(({ endpoints = [] }) => endpoints.flatMap(({ addresses = [] }) => addresses));
  const asked = servers.slice(0, MOST_PROBED);
  const answers = await Promise.all(asked.map((server) => askDns(server, name)));
  return {
    dns: answers.find((answer) => answer !== 'no answer') ?? 'no answer',
    dnsServers: asked.map((address, index) => ({ address, answers: answers[index] !== 'no answer' })),
  };
}

/** Asks for the proxy's health, and whether the kernel of its node has a rule for the address. */
async function askProxy(
  node: Node,
  address: string | undefined,
  port: number | undefined,
  protocol = 'TCP',
): Promise<ProxyAnswer> {
  const name = node.metadata?.name ?? '';
  const [host] = nodeAddresses(node, 'InternalIP');
  if (!host) return { node: name, state: 'unreachable' };
  const ask = (path: string) => httpGet(`http://${joinHostPort({ host, port: PROXY_PORT })}${path}`);
  const [health, rule] = await Promise.all([
    ask('/livez'),
    address && port
      ? ask(`/kubets/frontend?address=${encodeURIComponent(address)}&port=${port}&protocol=${protocol}`)
      : undefined,
  ]);
  const inKernel = rule?.code === 200 ? /"answer":\s*true/.test(rule.text) : undefined;
  return {
    node: name,
    state: !health ? 'unreachable' : health.code === 200 ? 'healthy' : 'unhealthy',
    ...(inKernel !== undefined && { inKernel }),
  };
}

function httpGet(url: string): Promise<{ code: number; text: string } | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(PROXY_MS) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(0, 1000)));
      response.once('end', () => resolve({ code: response.statusCode ?? 0, text }));
    });
    request.once('error', () => resolve(undefined));
    request.once('close', () => resolve(undefined));
  });
}
