import type { DiscoveryRequest } from '@kubets/proto-gen/envoy/service/discovery/v3';

/** Who a client says it is. */
export interface ClientNode {
  id: string;
  zone: string;
}

export const NO_NODE: ClientNode = { id: '', zone: '' };

/** More than any name of a pod or zone has. What is longer is not kept. */
const MOST_CHARACTERS = 512;

export const clientNode = ({ id, locality }: NonNullable<DiscoveryRequest['node']>): ClientNode => ({
  id: kept(id),
  zone: kept(locality?.zone),
});

const kept = (text = ''): string => (text.length > MOST_CHARACTERS ? '' : text);
