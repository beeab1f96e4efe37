import { formatLabels } from '@kubets/apimachinery';
import type { Service, ServicePort } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

const joined = (items: readonly string[] | undefined): string => (items?.length ? items.join(',') : '<none>');

function externalIp({ spec, status }: Service): string {
  const externalIps = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return joined(externalIps);
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
      const addresses = [...new Set(ingress.filter((address) => address !== '')), ...externalIps];
      return addresses.length > 0 ? addresses.join(',') : '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

const portText = ({ port = 0, nodePort, protocol = '' }: ServicePort): string =>
  nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;

export const serviceColumns: TableColumn<Service>[] = [
  nameColumn,
  textColumn<Service>({
    name: 'Type',
    description: 'How the service is exposed: ClusterIP, NodePort, LoadBalancer or ExternalName.',
    value: ({ spec }) => spec?.type ?? '',
  }),
  textColumn<Service>({
    name: 'Cluster-IP',
    description: 'The virtual address inside the cluster; None for a headless service.',
    value: ({ spec }) => spec?.clusterIPs?.[0] || spec?.clusterIP || '<none>',
  }),
  textColumn<Service>({
    name: 'External-IP',
    description: 'Addresses or names under which the service is known outside.',
    value: externalIp,
  }),
  textColumn<Service>({
    name: 'Port(s)',
    description: 'Ports of the service, with the node ports after a colon.',
    value: ({ spec }) => joined(spec?.ports?.map(portText)),
  }),
  ageColumn,
  textColumn<Service>({
    name: 'Selector',
    description: 'Which pods traffic is sent to.',
    wide: true,
    value: ({ spec }) => formatLabels(spec?.selector),
  }),
];
