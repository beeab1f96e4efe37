import { joinHostPort } from '@kubets/net';
import type { Endpoints } from '@kubets/proto-gen/core/v1';
import { shortList } from '../../columns/short-list';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import type { TableColumn } from '../../registry/table-column';

function formatEndpoints(endpoints: Endpoints): string {
  const texts = (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip = '' }) => ip)
      : ports.flatMap(({ port = 0 }) => addresses.map(({ ip = '' }) => joinHostPort({ host: ip, port }))),
  );
  return shortList(texts, '<none>');
}

export const endpointsColumns: TableColumn<Endpoints>[] = [
  nameColumn,
  textColumn<Endpoints>({
    name: 'Endpoints',
    description: 'Addresses and ports that are ready to take traffic.',
    value: formatEndpoints,
  }),
  ageColumn,
];
