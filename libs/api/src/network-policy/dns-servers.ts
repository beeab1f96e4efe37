import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { isPort, protocolOf } from '../service/protocol';
import type { LabelledPod, NamedPort } from './policy-matching';

/** The Service of the cluster's DNS. */
export const DNS_SERVICE = { namespace: 'kube-system', name: 'kube-dns' } as const;

/**
 * The cluster's DNS servers are processes beside the nodes. To policies they are what they are elsewhere, pods of kube-system with
 * the label that all know them by: one that lets DNS through by its namespace or label means them.
 */
export const DNS_SERVER = {
  namespace: DNS_SERVICE.namespace,
  labels: { 'k8s-app': DNS_SERVICE.name },
} satisfies LabelledPod;

export interface DnsServerPod extends LabelledPod {
  address: string;
  namedPorts: readonly NamedPort[];
}

/** Those of the slices of {@link DNS_SERVICE}, in their order. */
export const dnsServerPods = (slices: readonly EndpointSlice[]): DnsServerPod[] =>
  slices.flatMap(({ endpoints = [], ports = [] }) => {
    const namedPorts = ports.flatMap(({ name, protocol: text, port }) => {
      const protocol = protocolOf(text);
      return name && protocol && isPort(port) ? [{ name, protocol, port }] : [];
    });
    return endpoints.flatMap(({ addresses: [address] = [] }) =>
      address === undefined ? [] : [{ ...DNS_SERVER, address, namedPorts }],
    );
  });
