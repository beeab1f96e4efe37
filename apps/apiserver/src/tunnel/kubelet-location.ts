import { nodeAddresses } from '@kubets/api';
import { newBadRequest, newNotFound } from '@kubets/apimachinery';
import type { HostPort } from '@kubets/net';
import type { Container, Node, Pod } from '@kubets/proto-gen/core/v1';
import type { ObjectReader } from '../registry/object-reader';

const DEFAULT_KUBELET_PORT = 10250;
const PREFERRED = ['InternalIP', 'Hostname', 'ExternalIP'] as const;
const NODES = { group: '', plural: 'nodes' };

/** Where the kubelet of a node listens. @throws StatusError 404, 400 when the node tells no address. */
export function kubeletOf(reader: ObjectReader, nodeName: string): HostPort {
  const node = reader.get(NODES, '', nodeName) as Node | undefined;
  if (!node) throw newNotFound({ group: '', resource: 'nodes' }, nodeName);
  const addresses = node.status?.addresses ?? [];
  const [host] = PREFERRED.flatMap((type) => nodeAddresses(node, type));
  if (!host) throw newBadRequest(`no preferred addresses found; known addresses: ${JSON.stringify(addresses)}`);
  return { host, port: node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? DEFAULT_KUBELET_PORT };
}

/** The node that a pod runs on. @throws StatusError 400 before it is scheduled. */
export function nodeOfPod(pod: Pod): string {
  const nodeName = pod.spec?.nodeName;
  if (!nodeName) throw newBadRequest(`pod ${pod.metadata?.name} does not have a host assigned`);
  return nodeName;
}

const named = (containers: readonly Container[] | undefined): string[] =>
  (containers ?? []).map(({ name }) => name ?? '');

/** The container that is meant; with one container none has to be named. @throws StatusError 400 with the choices. */
export function containerOf({ metadata, spec }: Pod, asked: string): string {
  const containers = named(spec?.containers);
  const init = named(spec?.initContainers);
  const ephemeral = (spec?.ephemeralContainers ?? []).map(({ name }) => name ?? '');
  const podName = metadata?.name ?? '';
  if (asked) {
    if ([...containers, ...init, ...ephemeral].includes(asked)) return asked;
    throw newBadRequest(`container ${asked} is not valid for pod ${podName}`);
  }
  if (containers.length === 1) return containers[0]!;
  const alsoInit = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  throw newBadRequest(
    `a container name must be specified for pod ${podName}, choose one of: [${containers.join(' ')}]${alsoInit}`,
  );
}
