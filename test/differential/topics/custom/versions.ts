import type { Case } from '../../case';
import { definition, GROUP } from './definitions';
import { custom, defined, read, TABLE, thing, THINGS, VERSION } from './requests';

export const CUSTOM_VERSIONS: readonly Case[] = [
  custom(
    'for the whole cluster',
    defined(definition({ type: 'object' }, { scope: 'Cluster' }), `/apis/${VERSION}/things`),
    { method: 'POST', path: `/apis/${VERSION}/things`, body: thing(undefined, { extra: 1 }) },
    read(`/apis/${VERSION}/things`),
    read(`/apis/${VERSION}/things/a`, TABLE),
    read(THINGS),
    { method: 'POST', path: THINGS, body: thing(undefined) },
    read(`/apis/${VERSION}`),
  ),
  custom(
    'in two versions',
    defined(
      definition(
        {},
        {
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', properties: { a: { type: 'string' } } } },
            },
            {
              name: 'v1beta1',
              served: true,
              storage: false,
              deprecated: true,
              schema: { openAPIV3Schema: { type: 'object', properties: { a: { type: 'string', default: 'x' } } } },
            },
            {
              name: 'v1alpha1',
              served: true,
              storage: false,
              deprecated: true,
              deprecationWarning: 'use another',
              schema: { openAPIV3Schema: { type: 'object' } },
            },
            { name: 'v0', served: false, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
          ],
        },
      ),
    ),
    ...['v1', 'v1beta1', 'v1alpha1', 'v0'].flatMap((version, index) => [
      {
        method: 'POST',
        path: THINGS.replace('/v1/', `/${version}/`),
        body: thing(undefined, { apiVersion: `${GROUP}/${version}`, metadata: { name: `n${index}` } }),
      },
      read(THINGS.replace('/v1/', `/${version}/`)),
      read(`/apis/${GROUP}/${version}`),
      read(`${THINGS.replace('/v1/', `/${version}/`)}/n0`),
    ]),
    read(`/apis/${GROUP}`),
    { method: 'POST', path: THINGS, body: thing(undefined, { apiVersion: `${GROUP}/v1beta1` }) },
  ),
];
