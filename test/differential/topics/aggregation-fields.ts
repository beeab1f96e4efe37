import type { Asked, Case } from '../case';
import { create, get, itemPath, type Json } from './kinds';
import { triedDry, type Tried } from './validation';

const SERVICE = { name: 'a', namespace: 'b' };
const SERVED: Tried = {
  'metadata.name': ['v1.', 'v2.$NAME.test', 'A', 'v1'],
  spec: [undefined, {}],
  'spec.group': ['', 'A_', 'other.test'],
  'spec.version': [undefined, '', 'V1', 'v2', 'a.b'],
  'spec.groupPriorityMinimum': [undefined, 0, -1, 20_000, 20_001],
  'spec.versionPriority': [undefined, 0, -1, 1000, 1001],
  'spec.insecureSkipTLSVerify': [true, false],
  'spec.caBundle': ['eA==', ''],
  'spec.service': [{}, SERVICE, { ...SERVICE, port: 0 }, { ...SERVICE, port: 70_000 }, { name: 'A_', namespace: '' }],
  status: [{ conditions: [{ type: 'Available', status: 'True' }] }],
};
const REMOTE: Tried = {
  'spec.insecureSkipTLSVerify': [true],
  'spec.caBundle': ['eA==', 'LS0tLS1CRUdJTi'],
  'spec.service.port': [8443, 0, -1],
};
const merge = (body: Json, rest = ''): Asked => ({
  method: 'PATCH',
  path: itemPath('APIService', rest),
  headers: { 'content-type': 'application/merge-patch+json' },
  body: JSON.stringify(body),
});

/** What the server is told of others that serve a part of its API. */
export const AGGREGATION_FIELDS: readonly Case[] = [
  ...triedDry('APIService', {}, SERVED),
  ...triedDry('APIService', { spec: { service: SERVICE } }, REMOTE),
  ...triedDry('APIService', { spec: { service: SERVICE, insecureSkipTLSVerify: true } }, { 'spec.caBundle': ['eA=='] }),
  {
    topic: 'apiservices: life',
    name: 'of one whose Service is away',
    before: [
      create('APIService', { spec: { service: { name: 'none', namespace: 'default' }, insecureSkipTLSVerify: true } }),
    ],
    requests: [
      merge({ metadata: { labels: { a: 'b' } } }),
      merge({ spec: { group: 'x.test' } }),
      merge({ spec: { version: 'v2' } }),
      merge({ spec: { versionPriority: 0 } }),
      merge({ spec: { service: null } }),
      merge({ spec: { groupPriorityMinimum: 5 }, status: { conditions: [] } }, '/status'),
      { method: 'DELETE', path: itemPath('APIService') },
      get('APIService'),
    ],
  },
  {
    topic: 'apiservices: life',
    name: 'of what this server serves itself',
    requests: ['v1.', 'v1.apps', 'v2.autoscaling', 'v1.networking.k8s.io', 'v1.none'].map((name): Asked => ({
      method: 'GET',
      path: `/apis/apiregistration.k8s.io/v1/apiservices/${name}`,
    })),
  },
];
