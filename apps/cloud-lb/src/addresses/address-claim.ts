import { canonicalJson, objectKey } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import { announcingNode, assignedAddresses, publishedAddresses, sharingKey } from './service-annotations';

/** What a Service holds, and under which terms others may hold it too. */
export interface AddressClaim {
  key: string;
  /** Age decides who keeps an address that two Services carry. */
  created: string;
  /** The assigned addresses, and published ones that still have to be taken back. */
  addresses: readonly string[];
  node?: string;
  sharingKey?: string;
  /** `TCP/80`. */
  ports: ReadonlySet<string>;
  /** Services with the policy Local can share only if the same nodes have their pods. */
  localPods?: string;
}

export function claimOf(service: Service): AddressClaim {
  const { ports = [], externalTrafficPolicy, selector } = service.spec ?? {};
  return {
    key: objectKey(service),
    created: service.metadata?.creationTimestamp ?? '',
    addresses: [...new Set([...assignedAddresses(service), ...publishedAddresses(service)])],
    node: announcingNode(service),
    sharingKey: sharingKey(service),
    ports: new Set(ports.map(({ protocol, port }) => `${protocol ?? 'TCP'}/${port}`)),
    localPods: externalTrafficPolicy === 'Local' ? canonicalJson(selector ?? {}) : undefined,
  };
}

/** Whether two Services may have one address. */
export function canShare(a: AddressClaim, b: AddressClaim): boolean {
  return (
    a.sharingKey !== undefined &&
    a.sharingKey === b.sharingKey &&
    a.localPods === b.localPods &&
    isDisjoint(a.ports, b.ports)
  );
}

/** Walks through the smaller one: a Service may have thousands of ports, and meets all that share its address. */
function isDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const port of few) if (many.has(port)) return false;
  return true;
}

/** Whether `a` is the elder of two Services; every process comes to the same answer. */
export function precedes(a: AddressClaim, b: AddressClaim): boolean {
  return a.created !== b.created ? a.created < b.created : a.key < b.key;
}
