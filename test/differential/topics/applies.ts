import { stringify } from 'yaml';
import type { Asked, Case } from '../case';
import { create, get, itemPath, kindOf, leastOf, type Json } from './kinds';

const APPLY = { 'content-type': 'application/apply-patch+yaml' };

const applied = (kind: string, body: unknown, query = '?fieldManager=me'): Asked => ({
  method: 'PATCH',
  path: `${itemPath(kind)}${query}`,
  headers: APPLY,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const of = (kind: string, more: Json): Json => {
  const { apiVersion, metadata } = leastOf(kindOf(kind));
  return { apiVersion, kind, metadata: { name: (metadata as Json).name }, ...more };
};
const map = (data: unknown, more: Json = {}) => of('ConfigMap', { data, ...more });
const withMetadata = (metadata: Json) => ({ ...map({ a: '1' }), metadata: { name: '$NAME', ...metadata } });
const C = { name: 'c', image: 'i' };
const deployment = (spec: Json, more: Json = {}) =>
  of('Deployment', {
    spec: {
      selector: { matchLabels: { app: 'a' } },
      template: { metadata: { labels: { app: 'a' } }, spec: { containers: [C], ...spec } },
      ...more,
    },
  });
const scale = (spec: Json, manager = 'me', metadata: Json = {}): Asked => ({
  method: 'PATCH',
  path: itemPath('Deployment', `/scale?fieldManager=${manager}`),
  headers: APPLY,
  body: JSON.stringify({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name: '$NAME', namespace: '$NS', ...metadata },
    spec,
  }),
});
const service = (spec: Json) => of('Service', { spec });

const alone = (name: string, ...requests: Asked[]): Case => ({ topic: 'applies', name, requests });
const over = (name: string, before: Asked, ...requests: Asked[]): Case => ({
  topic: 'applies',
  name,
  before: [before],
  requests,
});

const FORCE = '?fieldManager=me&force=true';
const OTHER = '?fieldManager=other';

export const APPLIES: readonly Case[] = [
  alone('creates', applied('ConfigMap', map({ a: '1' })), get('ConfigMap')),
  alone('as YAML', applied('ConfigMap', stringify(map({ a: '1' })))),
  alone('without a manager', applied('ConfigMap', map({ a: '1' }), '')),
  alone('without a kind', applied('ConfigMap', { metadata: { name: '$NAME' } })),
  alone('without a version', applied('ConfigMap', { kind: 'ConfigMap', metadata: { name: '$NAME' } })),
  alone('without metadata', applied('ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap' })),
  alone('of another kind', applied('ConfigMap', { apiVersion: 'v1', kind: 'Secret', metadata: { name: '$NAME' } })),
  alone('of another name', applied('ConfigMap', { ...map({}), metadata: { name: 'other' } })),
  alone('of another namespace', applied('ConfigMap', withMetadata({ namespace: 'other' }))),
  ...['', '{', 'null', '[]', '1', '"x"', 'a: [', '{}', 'a: 1\na: 2'].map((body) =>
    alone(`of ${JSON.stringify(body)}`, applied('ConfigMap', body)),
  ),
  ...[{ a: 1 }, { a: null }, [], 'x', null, {}, { 'a b': '1' }].map((data) =>
    alone(`data ${JSON.stringify(data)}`, applied('ConfigMap', map(data))),
  ),
  alone('an unknown field', applied('ConfigMap', map({}, { unknown: 1 }))),
  alone('an unknown field, strictly', applied('ConfigMap', map({}, { unknown: 1 }), `${FORCE}&fieldValidation=Strict`)),
  alone('a wrong type', applied('ConfigMap', map({}, { immutable: 'x' }))),
  alone(
    'a doubled key',
    applied('ConfigMap', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: $NAME}\ndata:\n  a: "1"\n  a: "2"\n`),
  ),
  alone(
    'with managed fields',
    applied('ConfigMap', withMetadata({ managedFields: [] })),
    applied('ConfigMap', withMetadata({ managedFields: [{ manager: 'x' }] })),
  ),
  alone('with a uid', applied('ConfigMap', withMetadata({ uid: 'x' }))),
  alone('with a revision', applied('ConfigMap', withMetadata({ resourceVersion: '1' }))),
  alone('with generateName', applied('ConfigMap', withMetadata({ generateName: 'gen-' }))),
  alone('dry', applied('ConfigMap', map({ a: '1' }), '?fieldManager=me&dryRun=All'), get('ConfigMap')),
  alone('twice the same', applied('ConfigMap', map({ a: '1' })), applied('ConfigMap', map({ a: '1' }))),
  alone('less the second time', applied('ConfigMap', map({ a: '1', b: '2' })), applied('ConfigMap', map({ a: '1' }))),
  alone(
    'two managers who agree',
    applied('ConfigMap', map({ a: '1' })),
    applied('ConfigMap', map({ a: '1', b: '2' }), OTHER),
    applied('ConfigMap', map({})),
  ),
  alone(
    'two managers who do not',
    applied('ConfigMap', map({ a: '1', b: '1' })),
    applied('ConfigMap', map({ a: '2', b: '2' }), OTHER),
    applied('ConfigMap', map({ a: '2' }), '?fieldManager=other&force=true'),
  ),
  alone('force=x', applied('ConfigMap', map({ a: '1' }), '?fieldManager=me&force=x')),
  over(
    'over what was created',
    create('ConfigMap'),
    applied('ConfigMap', map({ a: '2' })),
    applied('ConfigMap', map({ a: '2' }), FORCE),
  ),
  over(
    'over what was patched',
    create('ConfigMap'),
    {
      method: 'PATCH',
      path: `${itemPath('ConfigMap')}?fieldManager=patcher`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: '{"data":{"a":"5","c":"6"}}',
    },
    applied('ConfigMap', map({ a: '2', c: '7' })),
  ),
  over(
    'labels and annotations',
    create('ConfigMap', { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } } }),
    applied('ConfigMap', withMetadata({ labels: { a: 'x' }, annotations: { c: 'y' } })),
    applied('ConfigMap', withMetadata({ labels: { z: 'x' }, finalizers: ['example.com/a'] })),
  ),
  alone(
    'finalizers are a set',
    applied('ConfigMap', withMetadata({ finalizers: ['example.com/a'] })),
    applied('ConfigMap', withMetadata({ finalizers: ['example.com/b'] }), OTHER),
    applied('ConfigMap', withMetadata({})),
  ),
  alone(
    'owners by uid',
    applied('ConfigMap', withMetadata({ ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'u' }] })),
    applied(
      'ConfigMap',
      withMetadata({ ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'b', uid: 'v' }] }),
      OTHER,
    ),
  ),
  alone('doubled finalizers', applied('ConfigMap', withMetadata({ finalizers: ['example.com/a', 'example.com/a'] }))),
  alone('a deployment', applied('Deployment', deployment({}))),
  alone('a deployment, invalid', applied('Deployment', deployment({ containers: [{ name: 'C_' }] }))),
  alone(
    'a deployment in parts',
    applied('Deployment', deployment({})),
    applied('Deployment', deployment({}, { replicas: 3 }), OTHER),
    applied('Deployment', deployment({}, { replicas: 5 })),
  ),
  alone(
    'a container of each',
    applied('Deployment', deployment({ containers: [C] })),
    applied('Deployment', deployment({ containers: [{ name: 'd', image: 'j' }] }), OTHER),
    applied('Deployment', deployment({ containers: [{ name: 'd', image: 'k' }] })),
  ),
  alone(
    'environment by name',
    applied(
      'Deployment',
      deployment({
        containers: [
          {
            ...C,
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
        ],
      }),
    ),
    applied('Deployment', deployment({ containers: [{ ...C, env: [{ name: 'B', value: '2' }] }] })),
  ),
  alone(
    'a doubled variable',
    applied(
      'Deployment',
      deployment({
        containers: [
          {
            ...C,
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '2' },
            ],
          },
        ],
      }),
    ),
  ),
  alone('a doubled container', applied('Deployment', deployment({ containers: [C, C] }))),
  alone('a container without a name', applied('Deployment', deployment({ containers: [{ image: 'i' }] }))),
  alone(
    'ports by port and protocol',
    applied('Deployment', deployment({ containers: [{ ...C, ports: [{ containerPort: 80 }] }] })),
    applied(
      'Deployment',
      deployment({ containers: [{ ...C, ports: [{ containerPort: 80, protocol: 'UDP' }] }] }),
      OTHER,
    ),
  ),
  alone(
    'empty and zero',
    applied(
      'Deployment',
      deployment(
        { tolerations: [], nodeSelector: {}, hostNetwork: false, terminationGracePeriodSeconds: 0 },
        { paused: false, replicas: 0 },
      ),
    ),
  ),
  alone('null', applied('Deployment', deployment({ tolerations: null }, { replicas: null }))),
  alone(
    'tolerations are atomic',
    applied('Deployment', deployment({ tolerations: [{ key: 'a', operator: 'Exists' }] })),
    applied('Deployment', deployment({ tolerations: [{ key: 'b', operator: 'Exists' }] }), OTHER),
  ),
  alone(
    'volumes by name',
    applied('Deployment', deployment({ volumes: [{ name: 'v', emptyDir: {} }] })),
    applied('Deployment', deployment({ volumes: [{ name: 'v', configMap: { name: 'a' } }] })),
  ),
  alone(
    'quantities',
    applied(
      'Deployment',
      deployment({ containers: [{ ...C, resources: { requests: { cpu: 0.5, memory: '1024Mi' } } }] }),
    ),
    applied(
      'Deployment',
      deployment({ containers: [{ ...C, resources: { requests: { cpu: '500m', memory: '1Gi' } } }] }),
      OTHER,
    ),
  ),
  alone(
    'selector changed',
    applied('Deployment', deployment({})),
    applied(
      'Deployment',
      of('Deployment', {
        spec: {
          selector: { matchLabels: { app: 'b' } },
          template: { metadata: { labels: { app: 'b' } }, spec: { containers: [C] } },
        },
      }),
    ),
  ),
  over(
    'over another manager of a deployment',
    create('Deployment'),
    applied('Deployment', of('Deployment', { spec: { replicas: 7 } })),
    applied(
      'Deployment',
      of('Deployment', { spec: { replicas: 7, template: { spec: { containers: [{ name: 'c', image: 'z' }] } } } }),
      FORCE,
    ),
  ),
  over('a status', create('Deployment'), {
    method: 'PATCH',
    path: itemPath('Deployment', '/status?fieldManager=me'),
    headers: APPLY,
    body: JSON.stringify(of('Deployment', { status: { replicas: 3, conditions: [{ type: 'A', status: 'True' }] } })),
  }),
  over(
    'a scale',
    create('Deployment'),
    ...[
      scale({ replicas: 4 }),
      scale({ replicas: 5 }, 'other'),
      scale({ replicas: 5 }, 'other&force=true', { labels: { c: 'd' } }),
      scale({ replicas: 5 }, 'me'),
      scale({}, 'other'),
      scale({}, 'me'),
      scale({ replicas: 5 }, 'me', { uid: 'other' }),
      {
        method: 'PUT',
        path: itemPath('Deployment', '/scale'),
        body: { metadata: { name: '$NAME', namespace: '$NS', uid: 'other' }, spec: { replicas: 1 } },
      },
    ].flatMap((asked) => [asked, get('Deployment')]),
  ),
  // As Helm 4 does beside an autoscaler: the first says so many, or says nothing, then somebody scales, and the same comes again.
  ...[{ replicas: 1 }, {}].flatMap((said) =>
    [{ replicas: 1 }, { replicas: 2 }, {}].map((again) =>
      alone(
        `after a scale: ${JSON.stringify(said)}, then ${JSON.stringify(again)}`,
        applied('Deployment', deployment({}, said)),
        {
          method: 'PUT',
          path: itemPath('Deployment', '/scale?fieldManager=kube-controller-manager'),
          body: { metadata: { name: '$NAME', namespace: '$NS' }, spec: { replicas: 2 } },
        },
        applied('Deployment', deployment({}, again)),
        applied('Deployment', deployment({}, again), FORCE),
      ),
    ),
  ),
  alone(
    'a service',
    applied('Service', service({ ports: [{ port: 80 }] })),
    applied('Service', service({ ports: [{ port: 81 }] }), OTHER),
  ),
  alone(
    'a service with ports of one number',
    applied(
      'Service',
      service({
        ports: [
          { name: 'a', port: 53, protocol: 'TCP' },
          { name: 'b', port: 53, protocol: 'UDP' },
        ],
      }),
    ),
  ),
  alone(
    'a service with a doubled port',
    applied(
      'Service',
      service({
        ports: [
          { name: 'a', port: 53 },
          { name: 'b', port: 53 },
        ],
      }),
    ),
  ),
  alone('a service with an integer for a text', applied('Service', service({ ports: [{ port: '80' }] }))),
  alone(
    'a service whose type is left',
    applied('Service', service({ type: 'NodePort', ports: [{ port: 80 }] })),
    applied('Service', service({ ports: [{ port: 80 }] })),
  ),
  alone('a namespace', {
    method: 'PATCH',
    path: '/api/v1/namespaces/$NAME?fieldManager=me',
    headers: APPLY,
    body: '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"$NAME"}}',
  }),
  alone(
    'a secret with stringData',
    applied('Secret', of('Secret', { stringData: { a: 'b' } })),
    applied('Secret', of('Secret', { data: { a: 'Yg==' } }), OTHER),
  ),
  alone('a role', applied('Role', of('Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }))),
  alone(
    'a pod',
    applied('Pod', of('Pod', { spec: { containers: [C] } })),
    applied('Pod', of('Pod', { spec: { containers: [{ ...C, image: 'j' }] } })),
  ),
  alone(
    'paths that Go escapes',
    applied(
      'Pod',
      of('Pod', {
        spec: {
          containers: [{ ...C, volumeMounts: [{ name: 'v', mountPath: '/a&b<c>' }] }],
          volumes: [{ name: 'v', emptyDir: {} }],
        },
      }),
    ),
    applied(
      'Pod',
      of('Pod', {
        spec: {
          containers: [{ ...C, volumeMounts: [{ name: 'v', mountPath: '/a&b<c>', readOnly: true }] }],
          volumes: [{ name: 'v', emptyDir: {} }],
        },
      }),
      OTHER,
    ),
  ),
  alone('an ephemeral container', applied('Pod', of('Pod', { spec: { containers: [C] } })), {
    method: 'PATCH',
    path: itemPath('Pod', '/ephemeralcontainers?fieldManager=me'),
    headers: APPLY,
    body: JSON.stringify(of('Pod', { spec: { ephemeralContainers: [{ name: 'e', image: 'i' }] } })),
  }),
];
