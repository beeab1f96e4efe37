import { secrets as names } from '@kubets/proto-gen/catalogue';
import type { Secret } from '@kubets/proto-gen/core/v1';
import { defineResource } from '../../registry/define-resource';
import { secretColumns } from './columns';
import { defaultSecret } from './defaulting';
import { validateSecret, validateSecretUpdate } from './validation';

export const secrets = defineResource<Secret>(names, {
  versions: { v1: { defaults: defaultSecret } },
  columns: secretColumns,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  fieldSelectors: { type: (secret) => secret.type ?? '' },
});
