import type { APIService, APIServiceSpec } from '@kubets/proto-gen/apiregistration/v1';
import { cellsOf, created } from '../testing/strategy-harness';
import { apiServices } from './apiservices';

const service = (spec: APIServiceSpec, name = `${spec.version}.${spec.group ?? ''}`): APIService => ({
  metadata: { name },
  spec,
});
const local: APIServiceSpec = { group: 'a.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 };
const remote: APIServiceSpec = { ...local, service: { namespace: 'n', name: 's' } };

test.each<[string, APIServiceSpec, string[]]>([
  ['what this server serves', local, []],
  ['what another serves', { ...remote, caBundle: 'eA==' }, []],
  ['the core group', { version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 }, []],
  [
    'another version without a group',
    { version: 'v2', groupPriorityMinimum: 1, versionPriority: 1 },
    ['spec.group: Required value: only v1 may have an empty group and it better be legacy kube'],
  ],
  [
    'priorities out of range',
    { ...local, groupPriorityMinimum: 20_001, versionPriority: 0 },
    [
      'spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000',
      'spec.versionPriority: Invalid value: 0: must be positive and less than 1000',
    ],
  ],
  [
    'trust in nobody',
    { ...local, caBundle: 'eA==', insecureSkipTLSVerify: true },
    [
      'spec.caBundle: Invalid value: "1 bytes": local APIServices may not have a caBundle',
      'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
    ],
  ],
  [
    'a Service without a name, and trust of two kinds',
    { ...remote, service: { port: 0 }, caBundle: 'eA==', insecureSkipTLSVerify: true },
    [
      'spec.service.namespace: Required value',
      'spec.service.name: Required value',
      'spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive',
      'spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present',
    ],
  ],
])('%s', (_, spec, errors) => expect(created(apiServices, service(spec)).errors).toEqual(errors));

test('it has the name of its version and group', () =>
  expect(['v1.b', 'v1.a.example.com', 'v1/b'].map((name) => apiServices.validateName!(name, service(local)))).toEqual([
    ['must be `spec.version+"."+spec.group`: "v1.a.example.com"'],
    [],
    ["may not contain '/'"],
  ]));

test('what this server serves is available at once, and of what another serves nothing is known', () => {
  expect(created(apiServices, service(local)).object.status?.conditions).toMatchObject([
    { type: 'Available', status: 'True', reason: 'Local' },
  ]);
  const { object } = created(apiServices, service(remote));
  expect(object.status ?? {}).toEqual({});
  expect(object.spec?.service?.port).toBe(443);
});

test.each<[APIService, string, string]>([
  [service(local), 'Local', 'Unknown'],
  [
    { ...service(remote), status: { conditions: [{ type: 'Available', status: 'True', reason: 'Passed' }] } },
    'n/s',
    'True',
  ],
  [
    { ...service(remote), status: { conditions: [{ type: 'Available', status: 'False', reason: 'Gone' }] } },
    'n/s',
    'False (Gone)',
  ],
])('columns', (object, where, available) =>
  expect(cellsOf(apiServices, object)).toMatchObject({ Service: where, Available: available }),
);
