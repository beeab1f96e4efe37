import type { Asked, Case } from '../../case';
import type { Json } from '../kinds';
import { definition } from './definitions';
import { apply, custom, defined, patch, post, PROTOBUF, put, read, TABLE, thing, THINGS } from './requests';
import { RICH } from './rich-definition';

const SCALED = definition(
  { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  {
    version: {
      subresources: { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
    },
  },
);
const applyScale = (spec: Json, query = '?fieldManager=me', metadata: Json = {}): Asked =>
  patch(
    'apply',
    { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a', ...metadata }, spec },
    `/scale${query}`,
  );
/** Each followed by the object, which tells whose the field is. */
const APPLIED_SCALES = [
  applyScale({ replicas: 2 }),
  applyScale({ replicas: 3 }, '?fieldManager=other'),
  patch('merge', { spec: { replicas: 7 } }, '/scale?fieldManager=third'),
  patch('merge', { spec: { replicas: 7 } }, '/scale?fieldManager=fourth'),
  apply({ replicas: 6 }, '?fieldManager=other&force=true'),
  patch('merge', { spec: { replicas: 5 } }, '/scale?fieldManager=third'),
].flatMap((asked) => [asked, read(`${THINGS}/a`)]);

export const CUSTOM_SUBRESOURCES: readonly Case[] = [
  custom(
    'status and scale',
    [...defined(RICH), post(thing({ text: 'a' }))],
    read(`${THINGS}/a/status`),
    put(thing({ text: 'ignored' }, { status: { replicas: 2, selector: 'a=b', phase: 'A' } }), '/status'),
    put(thing({ text: 'a' }, { status: { phase: 'x' } }), '/status'),
    put(thing({ text: 'a' }, { status: { unknown: 1 } }), '/status?fieldValidation=Strict'),
    patch('merge', { status: { replicas: 3 } }, '/status'),
    patch('merge', { spec: { text: 'z' }, metadata: { labels: { c: 'd' } } }, '/status'),
    read(`${THINGS}/a/scale`),
    read(`${THINGS}/a/scale`, TABLE),
    read(`${THINGS}/a/scale`, PROTOBUF),
    patch('merge', { spec: { replicas: 4 } }, '/scale'),
    patch('merge', { spec: { replicas: 40 } }, '/scale'),
    patch('merge', { spec: { replicas: -1 } }, '/scale'),
    {
      method: 'PUT',
      path: `${THINGS}/a/scale`,
      body: {
        kind: 'Scale',
        apiVersion: 'autoscaling/v1',
        metadata: { name: 'a', namespace: '$NS' },
        spec: { replicas: 5 },
      },
    },
    { method: 'PUT', path: `${THINGS}/a/scale`, body: {} },
    { method: 'POST', path: `${THINGS}/a/scale`, body: {} },
    { method: 'DELETE', path: `${THINGS}/a/status` },
    read(`${THINGS}/none/scale`),
    read(`${THINGS}/a`),
  ),
  custom(
    'without subresources',
    [
      ...defined(definition({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })),
      post(thing({ x: 1 }, { status: { y: 2 }, other: [1, 2.5, null] })),
    ],
    read(`${THINGS}/a`),
    read(`${THINGS}/a/status`),
    read(`${THINGS}/a/scale`),
    read(THINGS, TABLE),
    patch('merge', { status: { z: 1 } }),
    patch('merge', { spec: null }),
    apply({ any: [{ name: 'x' }] }, '?fieldManager=me'),
    apply({ any: [{ name: 'y' }] }, '?fieldManager=other'),
    post(thing({ deep: { er: [{}] } }, { metadata: { name: 'b' } }), '?fieldValidation=Strict'),
  ),
  custom(
    'a scale and its owners',
    [...defined(RICH), post(thing({ text: 'a', replicas: 1 }), '?fieldManager=me')],
    ...APPLIED_SCALES,
  ),
  custom(
    'a scale and its owners, of fields that are not declared',
    [...defined(SCALED), post(thing({ text: 'a', replicas: 1 }), '?fieldManager=me')],
    ...APPLIED_SCALES,
  ),
  custom(
    'a scale without a number',
    [...defined(RICH), post(thing({ text: 'a' }))],
    patch('merge', { metadata: { labels: { c: 'd' } } }, '/scale'),
    read(`${THINGS}/a`),
  ),
  custom(
    'a scale that is applied',
    [...defined(RICH), post(thing({ text: 'a', replicas: 1 }), '?fieldManager=me')],
    applyScale({ replicas: 2 }, '?fieldManager=other&force=true'),
  ),
];
