import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { createdAtColumn, nameColumn } from '../../columns/standard-columns';
import type { ResourceDefinition } from '../../registry/resource';

/** There are none yet; clients, kubectl among them, list them to find out which kinds a cluster knows besides its own. */
export const customResourceDefinitions: ResourceDefinition<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  kind: 'CustomResourceDefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  versions: [{ version: 'v1', message: 'kubets.apiextensions.v1.CustomResourceDefinition' }],
  columns: [nameColumn, createdAtColumn],
  readOnly: true,
};
