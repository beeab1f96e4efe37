import { endpoints as names } from '@kubets/proto-gen/catalogue';
import { joinHostPort } from '@kubets/net';
import type { Endpoints } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, shortList, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { addressWarnings, strictAddressErrors } from '../../validation/strict-addresses';
import { endpointsAddresses, validateEndpoints } from './validation';

function formatEndpoints(endpoints: Endpoints): string {
  const texts = (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip = '' }) => ip)
      : ports.flatMap(({ port = 0 }) => addresses.map(({ ip = '' }) => joinHostPort({ host: ip, port }))),
  );
  return shortList(texts, '<none>');
}

const endpointsColumns: TableColumn<Endpoints>[] = [
  nameColumn,
  textColumn<Endpoints>({
    name: 'Endpoints',
    description: 'Addresses and ports that are ready to take traffic.',
    value: formatEndpoints,
  }),
  ageColumn,
];

export const endpoints = defineResource<Endpoints>(names, {
  // Who writes them can lead a Service's traffic into other namespaces (CVE-2021-25740).
  granted: { view: [''] },
  versions: {
    v1: { deprecationWarning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice' },
  },
  columns: endpointsColumns,
  validate: validateEndpoints,
  validateCreate: (object) => strictAddressErrors(endpointsAddresses(object)),
  validateUpdate: (object, old) => strictAddressErrors(endpointsAddresses(object), endpointsAddresses(old)),
  warnings: (object) => addressWarnings(endpointsAddresses(object)),
  allowCreateOnUpdate: true,
});
