import { isStep, setMember, type KubeObject, type Steps } from '@kubets/apimachinery';
import { secrets as names } from '@kubets/proto-gen/catalogue';
import type { Secret } from '@kubets/proto-gen/core/v1';
import { ageColumn, countInTextColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { tlsWarnings } from './tls-warnings';
import { validateSecret, validateSecretUpdate } from './validation';

/** stringData is for writing only: its values become data, over those given there. */
function* defaultSecret(object: KubeObject): Steps<void> {
  const secret = object as Secret;
  const { stringData: texts = {} } = secret;
  for (const [index, key] of Object.keys(texts).entries()) {
    if (isStep(index)) yield;
    setMember((secret.data ??= {}), key, Buffer.from(texts[key]!, 'utf8').toString('base64'));
  }
  delete secret.stringData;
}

const secretColumns: TableColumn<Secret>[] = [
  nameColumn,
  textColumn<Secret>({ name: 'Type', description: 'What the secret is for.', value: (secret) => secret.type ?? '' }),
  countInTextColumn<Secret>({
    name: 'Data',
    description: 'How many keys the secret holds.',
    value: (secret) => Object.keys(secret.data ?? {}).length,
  }),
  ageColumn,
];

export const secrets = defineResource<Secret>(names, {
  // Who only reads a namespace reads none: who reads a service account's token can act as it.
  granted: { edit: [''] },
  versions: { v1: { defaults: defaultSecret } },
  columns: secretColumns,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  warnings: tlsWarnings,
  fieldSelectors: { type: (secret) => secret.type ?? '' },
});
