import type { Case } from '../../case';
import { definition } from './definitions';
import { apply, custom, defined, patch, post, PROTOBUF, put, read, TABLE, thing, THINGS } from './requests';
import { RICH } from './rich-definition';

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
];
