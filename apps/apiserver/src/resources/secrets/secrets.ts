import type { Secret } from '@kubets/proto-gen/core/v1';
import type { ResourceDefinition } from '../../registry/resource';
import { secretColumns } from './columns';
import { defaultSecret } from './defaulting';
import { validateSecret, validateSecretUpdate } from './validation';

export const secrets: ResourceDefinition<Secret> = {
  group: '',
  plural: 'secrets',
  singular: 'secret',
  kind: 'Secret',
  namespaced: true,
  versions: [{ version: 'v1', message: 'kubets.core.v1.Secret', defaults: defaultSecret }],
  columns: secretColumns,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  fieldSelectors: { type: (secret) => secret.type ?? '' },
};
