import { ANNOTATIONS } from '@kubets/api';
import { ingresses as names } from '@kubets/proto-gen/catalogue';
import type { Ingress } from '@kubets/proto-gen/networking/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateClassAnnotation, validateIngress, validateIngressStatus } from './validation';

const SHOWN = 3;

function hostsText({ spec }: Ingress): string {
  const rules = spec?.rules ?? [];
  const shown: string[] = [];
  let hasMore = false;
  for (const { host } of rules) {
    if (shown.length === SHOWN) hasMore = true;
    else if (host) shown.push(host);
  }
  if (shown.length === 0) return '*';
  return hasMore ? `${shown.join(',')} + ${rules.length - SHOWN} more...` : shown.join(',');
}

function addressText({ status }: Ingress): string {
  const points = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set(points.filter((point) => point !== ''))].sort().join(',');
}

export const ingresses = defineResource<Ingress>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  columns: [
    nameColumn,
    textColumn<Ingress>({
      name: 'Class',
      description: 'The IngressClass that says who implements it.',
      value: ({ spec }) => spec?.ingressClassName ?? '<none>',
    }),
    textColumn<Ingress>({ name: 'Hosts', description: 'Hosts for which there are rules.', value: hostsText }),
    textColumn<Ingress>({
      name: 'Address',
      description: 'Where the load balancer takes traffic.',
      value: addressText,
    }),
    textColumn<Ingress>({
      name: 'Ports',
      description: 'Ports that are open, by whether there are certificates.',
      value: ({ spec }) => ((spec?.tls ?? []).length > 0 ? '80, 443' : '80'),
    }),
    ageColumn,
  ],
  warnings: ({ metadata, spec }, old) =>
    !old && metadata?.annotations?.[ANNOTATIONS.ingressClass] !== undefined && spec?.ingressClassName === undefined
      ? [`annotation "${ANNOTATIONS.ingressClass}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
  validateCreate: (ingress) => [...validateIngress(ingress), ...validateClassAnnotation(ingress)],
  validateUpdate: (ingress, old) => validateIngress(ingress, old),
  status: { validateUpdate: validateIngressStatus },
  hasGeneration: true,
});
