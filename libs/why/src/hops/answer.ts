import { clusterIPsOf, isExternalName } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** Whether the name becomes the Service's address. */
export function checkAnswer({ dns, dnsServers, service, slices, fromPod }: Facts): Finding | undefined {
  if (!service || isExternalName(service)) return undefined;
  const unasked = fromPod && checkResolver(fromPod);
  if (unasked || dns === undefined) return unasked;
  const { namespace, name } = service.metadata ?? {};
  if (dns === 'no answer')
    return {
      hop: 'answer',
      problem: "the cluster's DNS does not answer",
      object: 'Service kube-system/kube-dns',
      field: 'endpoints',
      fix: 'start the dns service (kubets status tells of it)',
    };
  const deaf = dnsServers.find(({ answers }) => !answers);
  if (deaf)
    return {
      hop: 'answer',
      problem: `one of the ${dnsServers.length} servers of the cluster's DNS does not answer, ${deaf.address}: some look-ups fail or are late`,
      object: 'Service kube-system/kube-dns',
      field: 'endpoints',
      fix: `start the dns service at ${deaf.address}, or take it out of the endpoints`,
    };
  const addresses = clusterIPsOf(service);
  const wanted = addresses.length > 0 ? addresses : readyAddresses(slices);
  if (wanted.length === 0 || dns.some((address) => wanted.includes(address))) return undefined;
  return {
    hop: 'answer',
    problem: `${name}.${namespace} is ${dns.join(', ') || 'no address'} in DNS, not ${wanted[0]}`,
    object: objectText('Service', service),
    field: addresses.length > 0 ? 'spec.clusterIP' : 'spec.selector',
    fix: 'the dns service lags behind or has no right to read Services: look at its log',
  };
}

/** Whether a pod asks the cluster's DNS at all. */
function checkResolver(pod: Pod): Finding | undefined {
  const { dnsPolicy = 'ClusterFirst', hostNetwork } = pod.spec ?? {};
  if (dnsPolicy === 'ClusterFirstWithHostNet' || dnsPolicy === 'None') return undefined;
  if (dnsPolicy === 'ClusterFirst' && !hostNetwork) return undefined;
  return {
    hop: 'answer',
    problem: `${objectText('Pod', pod)} asks its node's resolvers, which know no names of the cluster`,
    object: objectText('Pod', pod),
    field: 'spec.dnsPolicy',
    fix: `set it to ${hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst'}, or let it use the Service's address`,
  };
}

const readyAddresses = (slices: Facts['slices']): string[] =>
  slices.flatMap(({ endpoints = [] }) =>
    endpoints.flatMap(({ addresses = [], conditions }) => (conditions?.ready === false ? [] : addresses.slice(0, 1))),
  );
