import { semanticEqual } from '@kubets/apimachinery';
import { endpointSlices as names } from '@kubets/proto-gen/catalogue';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { ageColumn, nameColumn, shortList, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { validateEndpointSlice } from './validation';

/** It came from the version before, and nobody can set it any more. */
function dropTopology({ endpoints }: EndpointSlice): void {
  for (const endpoint of endpoints ?? []) delete endpoint.deprecatedTopology;
}

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
  granted: { view: [''] },
  columns: endpointSliceColumns,
  validate: validateEndpointSlice,
  hasGeneration: true,
  generationCountsLabels: true,
  prepareForCreate: dropTopology,
  prepareForUpdate(slice, old) {
    if (!semanticEqual(slice.endpoints, old.endpoints)) dropTopology(slice);
  },
  warnings: ({ addressType }) => (addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
});
