import { endpointSlices as names } from '@kubets/proto-gen/catalogue';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { ageColumn, nameColumn, shortList, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { validateEndpointSlice } from './validation';

const portTexts = (slice: EndpointSlice): string[] =>
  (slice.ports ?? []).map(({ port, name }) => (port === undefined ? name || '*' : String(port)));

const endpointSliceColumns: TableColumn<EndpointSlice>[] = [
  nameColumn,
  textColumn<EndpointSlice>({
    name: 'AddressType',
    description: 'What the addresses are: IPv4, IPv6 or FQDN.',
    value: (slice) => slice.addressType ?? '',
  }),
  textColumn<EndpointSlice>({
    name: 'Ports',
    description: 'Ports that every endpoint of the slice serves.',
    value: (slice) => shortList(portTexts(slice), '<unset>'),
  }),
  textColumn<EndpointSlice>({
    name: 'Endpoints',
    description: 'Addresses of the endpoints.',
    value: (slice) =>
      shortList(
        (slice.endpoints ?? []).flatMap(({ addresses }) => addresses ?? []),
        '<unset>',
      ),
  }),
  ageColumn,
];

export const endpointSlices = defineResource<EndpointSlice>(names, {
  columns: endpointSliceColumns,
  validate: validateEndpointSlice,
  hasGeneration: true,
});
