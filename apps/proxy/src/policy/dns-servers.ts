import { dnsServerPods } from '@kubets/api';
import { type IpFamily, IP_FAMILIES } from '@kubets/net';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { addressOfFamily } from '../model/address';
import type { PolicyPod } from './policy-pod';

/** The cluster's DNS servers as policies see them, by the slices of their Service: of no node, so that no policy is for them. */
export function dnsServersOf(slices: readonly EndpointSlice[]): PolicyPod[] {
  return dnsServerPods(slices).map(({ address, ...pod }) => {
    const addresses: Partial<Record<IpFamily, string>> = {};
    for (const family of IP_FAMILIES) {
      const own = addressOfFamily(address, family);
      if (own !== undefined) addresses[family] = own;
    }
    return { ...pod, key: `DNS server ${address}`, nodeName: '', addresses, leaving: false };
  });
}
