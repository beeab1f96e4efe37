import type { Asked, Case } from '../../case';
import { definition, GROUP } from './definitions';
import { custom, defined, DEFINITIONS, patch, PATCH_TYPES, post, read, TABLE, thing, THINGS } from './requests';
import { SCHEMA } from './rich-definition';

export const CUSTOM_DEFINITION_CHANGES: readonly Case[] = [
  custom(
    'stored before the rules',
    [
      ...defined(
        definition({
          type: 'object',
          properties: { spec: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } } },
        }),
      ),
      post(thing({ a: 'LONG', b: 5 })),
      read(`${DEFINITIONS}/things.${GROUP}`),
      {
        method: 'PATCH',
        path: `${DEFINITIONS}/things.${GROUP}`,
        headers: { 'content-type': PATCH_TYPES.json },
        body: JSON.stringify([
          {
            op: 'replace',
            path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec',
            value: {
              type: 'object',
              properties: {
                a: { type: 'string', maxLength: 2, 'x-kubernetes-validations': [{ rule: 'self == "ok"' }] },
                b: { type: 'integer', maximum: 1 },
              },
            },
          },
        ]),
      },
      { ...post(thing({ a: 'LONG' }, { metadata: { name: 'probe' } }), '?dryRun=All'), until: 422 },
    ],
    patch('merge', { metadata: { labels: { a: 'b' } } }),
    patch('merge', { spec: { b: 6 } }),
    patch('merge', { spec: { a: 'OTHER' } }),
    patch('merge', { spec: { a: 'x' } }),
    patch('merge', { spec: { b: 1 } }),
    patch('merge', { spec: { a: 'ok' } }),
    read(`${THINGS}/a`),
  ),
  custom(
    'its definition',
    defined(definition(SCHEMA)),
    { ...read(`${DEFINITIONS}/things.${GROUP}`), until: 200 },
    read(`${DEFINITIONS}/things.${GROUP}`, TABLE),
    read(`${DEFINITIONS}/things.${GROUP}/status`),
    ...[
      { spec: { scope: 'Cluster' } },
      { spec: { group: 'x' } },
      { spec: { names: { plural: 'x' } } },
      { spec: { names: { kind: 'Other', listKind: 'OtherList' } } },
      { spec: { versions: [] } },
      { status: { storedVersions: [] } },
      { metadata: { labels: { a: 'b' } } },
    ].map((body): Asked => ({
      method: 'PATCH',
      path: `${DEFINITIONS}/things.${GROUP}?dryRun=All`,
      headers: { 'content-type': PATCH_TYPES.merge },
      body: JSON.stringify(body),
    })),
    {
      method: 'PATCH',
      path: `${DEFINITIONS}/things.${GROUP}/status`,
      headers: { 'content-type': PATCH_TYPES.merge },
      body: '{"status":{"storedVersions":[]}}',
    },
    { method: 'DELETE', path: `${DEFINITIONS}/things.${GROUP}?dryRun=All` },
  ),
];
