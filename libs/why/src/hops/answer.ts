import { clusterIPsOf, isExternalName } from '@kubets/api';
import type { Facts } from '../facts';
import { type Finding, objectText } from '../finding';

/** Whether the name becomes the Service's address. */
export function checkAnswer({ dns, service, slices }: Facts): Finding | undefined {
  if (dns === undefined || !service || isExternalName(service)) return undefined;
  const { namespace, name } = service.metadata ?? {};
  if (dns === 'no answer')
    return {
      hop: 'answer',
      problem: "the cluster's DNS does not answer",
      object: 'Service kube-system/kube-dns',
      field: 'endpoints',
      fix: 'start the dns service (kubets status tells of it)',
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

const readyAddresses = (slices: Facts['slices']): string[] =>
  slices.flatMap(({ endpoints = [] }) =>
    endpoints.flatMap(({ addresses = [], conditions }) => (conditions?.ready === false ? [] : addresses.slice(0, 1))),
  );
