import type {
  EndpointsFact,
  Fact,
  IngressFact,
  NodeFact,
  Owner,
  PodFact,
  ServiceFact,
  WorkloadFact,
} from '../../protocol/facts';
import type { Tone } from '../table/tones';

/** Something drawn, with what it leads to. */
export interface Vertex {
  /** `Service/shop/web` */
  id: string;
  kind: string;
  namespace: string;
  name: string;
  tone: Tone;
  /** One line on how it is. */
  detail: string;
  /** Of a workload, the oldest names first. */
  pods: PodFact[];
}

export interface Edge {
  from: string;
  to: string;
  tone: Tone;
}

export interface NamespaceModel {
  name: string;
  vertices: Vertex[];
  edges: Edge[];
}

export interface NodeModel extends NodeFact {
  tone: Tone;
  /** How many pods are there, by their state. */
  pods: Record<PodFact['state'], number>;
}

export interface Model {
  namespaces: NamespaceModel[];
  nodes: NodeModel[];
  /** What has an address: the vertex there, `Node/…` for a node's own. */
  places: Places;
}

export interface Places {
  ofAddress: ReadonlyMap<string, string>;
  /** Of Services, by their node ports. */
  ofNodePort: ReadonlyMap<number, string>;
  /** The node that each pod's address is on. */
  nodeOfAddress: ReadonlyMap<string, string>;
  /** Where Ingresses take requests, and lead them from. */
  ingress: ReadonlySet<string>;
}

const idOf = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

/** What is drawn of a cluster: pods stand with what has made them, endpoints become edges. */
export function modelOf(facts: Iterable<Fact>): Model {
  const by = sorted(facts);
  const owners = new Map(by.workloads.map((one) => [idOf(one.kind, one.namespace, one.name), one]));
  const podsOf = new Map<string, PodFact[]>();
  const rootOfPod = new Map<string, string>();
  for (const pod of by.pods) {
    const root = rootOf(pod, owners);
    rootOfPod.set(`${pod.namespace}/${pod.name}`, root);
    podsOf.set(root, [...(podsOf.get(root) ?? []), pod]);
  }
  const vertices = new Map<string, Vertex>();
  for (const one of by.workloads) {
    const id = idOf(one.kind, one.namespace, one.name);
    const pods = podsOf.get(id) ?? [];
    // What another one has made is drawn with that; what makes nothing and has nothing is of the past.
    if (one.owner && owners.has(idOf(one.owner.kind, one.namespace, one.owner.name))) continue;
    if (one.kind === 'ReplicaSet' && one.wanted === 0 && pods.length === 0) continue;
    vertices.set(id, workloadVertex(id, one, pods));
  }
  for (const [root, pods] of podsOf) if (!vertices.has(root)) vertices.set(root, looseVertex(root, pods));
  const edges: Edge[] = [];
  const endpointsOf = groupBy(by.endpoints, ({ namespace, service }) => idOf('Service', namespace, service));
  for (const service of by.services) {
    const id = idOf('Service', service.namespace, service.name);
    const endpoints = (endpointsOf.get(id) ?? []).flatMap((slice) => slice.endpoints);
    vertices.set(id, serviceVertex(id, service, endpoints));
    const targets = groupBy(endpoints, ({ pod }) => (pod && rootOfPod.get(`${service.namespace}/${pod}`)) ?? '');
    for (const [to, group] of targets)
      if (to) edges.push({ from: id, to, tone: toneOfCounts(ready(group), group.length) });
  }
  for (const ingress of by.ingresses) {
    const id = idOf('Ingress', ingress.namespace, ingress.name);
    const targets = ingress.services.map((name) => idOf('Service', ingress.namespace, name));
    vertices.set(
      id,
      ingressVertex(
        id,
        ingress,
        targets.every((to) => vertices.has(to)),
      ),
    );
    for (const to of targets) if (vertices.has(to)) edges.push({ from: id, to, tone: vertices.get(to)!.tone });
  }
  return {
    namespaces: byNamespace([...vertices.values()], edges),
    nodes: nodeModels(by.nodes, by.pods),
    places: placesOf(by, rootOfPod),
  };
}

function placesOf({ nodes, pods, services, ingresses }: Sorted, rootOfPod: ReadonlyMap<string, string>): Places {
  const ofAddress = new Map<string, string>();
  for (const { name, addresses } of nodes) for (const one of addresses) ofAddress.set(one, idOf('Node', '', name));
  for (const { namespace, name, addresses } of services)
    for (const one of addresses) ofAddress.set(one, idOf('Service', namespace, name));
  // The addresses of pods that have ended are others' by now.
  const live = pods.filter(({ state }) => state !== 'done');
  for (const { namespace, name, ips } of live)
    for (const one of ips) ofAddress.set(one, rootOfPod.get(`${namespace}/${name}`) ?? '');
  return {
    ofAddress,
    ofNodePort: new Map(
      services.flatMap(({ namespace, name, nodePorts }) =>
        nodePorts.map((port): [number, string] => [port, idOf('Service', namespace, name)]),
      ),
    ),
    nodeOfAddress: new Map(live.flatMap(({ ips, node }) => ips.map((one): [string, string] => [one, node]))),
    ingress: new Set(ingresses.flatMap(({ addresses }) => addresses)),
  };
}

interface Sorted {
  nodes: NodeFact[];
  pods: PodFact[];
  workloads: WorkloadFact[];
  services: ServiceFact[];
  endpoints: EndpointsFact[];
  ingresses: IngressFact[];
}

function sorted(facts: Iterable<Fact>): Sorted {
  const by: Sorted = { nodes: [], pods: [], workloads: [], services: [], endpoints: [], ingresses: [] };
  for (const fact of facts) {
    if (fact.kind === 'Node') by.nodes.push(fact);
    else if (fact.kind === 'Pod') by.pods.push(fact);
    else if (fact.kind === 'Service') by.services.push(fact);
    else if (fact.kind === 'EndpointSlice') by.endpoints.push(fact);
    else if (fact.kind === 'Ingress') by.ingresses.push(fact);
    else by.workloads.push(fact);
  }
  for (const list of Object.values(by) as { name: string }[][]) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return by;
}

/** The workload that is at the beginning of a pod, by way of its ReplicaSet or Job; the pod itself where nothing has made it. */
function rootOf(pod: PodFact, owners: ReadonlyMap<string, WorkloadFact>): string {
  let id = idOf('Pod', pod.namespace, pod.name);
  let owner: Owner | undefined = pod.owner;
  // No chain is longer, and none that somebody wrote goes round for ever.
  for (let step = 0; owner && step < 3; step++) {
    id = idOf(owner.kind, pod.namespace, owner.name);
    owner = owners.get(id)?.owner;
  }
  return id;
}

function workloadVertex(
  id: string,
  { kind, namespace, name, wanted, ready: count }: WorkloadFact,
  pods: PodFact[],
): Vertex {
  const live = pods.filter(({ state }) => state !== 'done');
  const isFailing = live.some(({ state }) => state === 'failing');
  const counts = kind === 'CronJob' ? `${pods.length} pods` : `${count}/${wanted} ${kind === 'Job' ? 'done' : 'ready'}`;
  const tone =
    kind === 'CronJob'
      ? isFailing
        ? 'bad'
        : 'none'
      : isFailing && count < wanted
        ? 'bad'
        : toneOfCounts(count, wanted);
  return { id, kind, namespace, name, tone, detail: counts, pods };
}

/** Pods of something that is not drawn, or of nothing. */
function looseVertex(id: string, pods: PodFact[]): Vertex {
  const [kind = '', namespace = '', name = ''] = id.split('/');
  const count = pods.filter(({ state }) => state === 'ready' || state === 'done').length;
  const detail = kind === 'Pod' ? (pods[0]?.status ?? '') : `${count}/${pods.length} ready`;
  const tone = pods.some(({ state }) => state === 'failing') ? 'bad' : toneOfCounts(count, pods.length);
  return { id, kind, namespace, name, tone, detail, pods };
}

const ready = (endpoints: EndpointsFact['endpoints']): number => endpoints.filter((one) => one.ready).length;

function serviceVertex(id: string, service: ServiceFact, endpoints: EndpointsFact['endpoints']): Vertex {
  const { kind, namespace, name, type, ports, selects } = service;
  const count = ready(endpoints);
  const hasNone = type === 'ExternalName' || (!selects && endpoints.length === 0);
  const detail = [
    type === 'ClusterIP' ? '' : type,
    ports.slice(0, 3).join(' '),
    hasNone ? '' : `${count}/${endpoints.length} endpoints`,
  ];
  const tone = hasNone ? 'none' : endpoints.length === 0 ? 'bad' : toneOfCounts(count, endpoints.length);
  return { id, kind, namespace, name, tone, detail: detail.filter(Boolean).join(' · '), pods: [] };
}

function ingressVertex(id: string, { kind, namespace, name, hosts }: IngressFact, isWhole: boolean): Vertex {
  return {
    id,
    kind,
    namespace,
    name,
    tone: isWhole ? 'none' : 'bad',
    detail: isWhole ? hosts.join(' ') : 'a Service is missing',
    pods: [],
  };
}

const toneOfCounts = (count: number, wanted: number): Tone =>
  wanted === 0 ? 'none' : count >= wanted ? 'good' : count === 0 ? 'bad' : 'passing';

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function byNamespace(vertices: readonly Vertex[], edges: readonly Edge[]): NamespaceModel[] {
  const edgesOf = groupBy(edges, ({ from }) => from.split('/')[1] ?? '');
  return [...groupBy(vertices, ({ namespace }) => namespace)]
    .map(([name, own]) => ({
      name,
      vertices: own.sort((a, b) => (a.id < b.id ? -1 : 1)),
      edges: edgesOf.get(name) ?? [],
    }))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

/** What the cluster itself runs stands last. */
const rank = (namespace: string): number => (namespace.startsWith('kube-') ? 1 : 0);

function nodeModels(nodes: readonly NodeFact[], pods: readonly PodFact[]): NodeModel[] {
  const ofNode = groupBy(pods, ({ node }) => node);
  return nodes.map((node) => {
    const counts = { ready: 0, starting: 0, failing: 0, ending: 0, done: 0 };
    for (const { state } of ofNode.get(node.name) ?? []) counts[state]++;
    return { ...node, tone: !node.ready ? 'bad' : node.open ? 'good' : 'passing', pods: counts };
  });
}
