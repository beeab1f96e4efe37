import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';
import { cellsOf, created, strategyContext, texts, updated } from '../testing/strategy-harness';
import { storageVersionMigrations } from './storageversionmigrations';

type Status = NonNullable<StorageVersionMigration['status']>;

const LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const RESOURCE_REQUIRED = 'spec.resource.resource: Required value: resource is required to be set';

const migration = (spec: StorageVersionMigration['spec'], status?: Status): StorageVersionMigration => ({
  metadata: { name: 'm' },
  spec,
  ...(status ? { status } : {}),
});
const ofPods = (status?: Status) => migration({ resource: { group: '', resource: 'pods' } }, status);
const condition = (type: string, status = 'True') => ({
  type,
  status,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  reason: 'Because',
  message: '',
});

test.each<[StorageVersionMigration['spec'], string[]]>([
  [{ resource: { group: 'apps', resource: 'deployments' } }, []],
  [{ resource: { group: '', resource: 'pods' } }, []],
  [{ resource: { resource: 'pods' } }, []],
  [undefined, [RESOURCE_REQUIRED]],
  [{}, [RESOURCE_REQUIRED]],
  [{ resource: { group: 'apps', resource: '' } }, [RESOURCE_REQUIRED]],
  [{ resource: { group: '', resource: '.' } }, [`spec.resource.resource: Invalid value: ".": ${LABEL}`]],
  [
    { resource: { group: '', resource: 'pods/status' } },
    [`spec.resource.resource: Invalid value: "pods/status": ${LABEL}`],
  ],
  [
    { resource: { group: '-', resource: 'X'.repeat(64) } },
    [
      `spec.resource.resource: Invalid value: "${'X'.repeat(64)}": must be no more than 63 characters,${LABEL}`,
      `spec.resource.group: Invalid value: "-": ${SUBDOMAIN}`,
    ],
  ],
])('a migration of %j', (spec, errors) =>
  expect(created(storageVersionMigrations, migration(spec)).errors).toEqual(errors),
);

test('the resource stays', () => {
  const changed = updated(storageVersionMigrations, ofPods(), ({ spec }) => void (spec!.resource!.resource = 'nodes'));
  expect(changed.errors).toEqual([
    'spec: Invalid value: {"Resource":{"group":"","resource":"nodes"}}: field is immutable',
  ]);
  const labelled = updated(storageVersionMigrations, ofPods(), ({ metadata }) => void (metadata!.labels = { a: 'b' }));
  expect(labelled.errors).toEqual([]);
});

const statusErrors = (status: Status, old: Status = {}) =>
  texts(storageVersionMigrations.status!.validateUpdate!(ofPods(status), ofPods(old), strategyContext()));
const shown = (...types: string[]) => JSON.stringify(types.map((type) => condition(type)));

test.each<[string, Status, Status, string[]]>([
  ['running', { conditions: [condition('Running')], resourceVersion: '12' }, {}, []],
  ['over', { conditions: [condition('Running', 'False'), condition('Succeeded')], resourceVersion: '12' }, {}, []],
  ['of a condition of its own', { conditions: [condition('TestCondition')] }, {}, []],
  ['as it was', { resourceVersion: '12' }, { resourceVersion: '12' }, []],
  [
    'at no revision',
    { resourceVersion: '012' },
    {},
    ['status.resourceVersion: Invalid value: "012": resource version is not well formed: 012'],
  ],
  [
    'at another revision',
    { resourceVersion: '13' },
    { resourceVersion: '12' },
    ['status.resourceVersion: Invalid value: "13": field is immutable'],
  ],
  [
    'at a revision no more',
    {},
    { resourceVersion: '12' },
    ['status.resourceVersion: Invalid value: "": field is immutable'],
  ],
  [
    'over in two ways',
    { conditions: [condition('Succeeded'), condition('Failed')] },
    {},
    [
      `status.conditions: Invalid value: ${shown('Succeeded', 'Failed')}: Both success and failed conditions cannot be true at the same time`,
    ],
  ],
  [
    'not over any more',
    {},
    { conditions: [condition('Succeeded')] },
    ['status.conditions: Invalid value: null: Success condition cannot be set to false once it is true'],
  ],
  [
    'no failure any more',
    { conditions: [condition('Succeeded')] },
    { conditions: [condition('Failed')] },
    [
      `status.conditions: Invalid value: ${shown('Succeeded')}: Failed condition cannot be set to false once it is true`,
    ],
  ],
  [
    'told of in half a condition, twice',
    { conditions: [condition('Running'), { type: 'Running', status: 'Perhaps' }] },
    {},
    [
      'status.conditions[1]: Duplicate value: "Running"',
      'status.conditions[1].status: Unsupported value: "Perhaps": supported values: "False", "True", "Unknown"',
      'status.conditions[1].lastTransitionTime: Required value',
      'status.conditions[1].reason: Required value',
    ],
  ],
])('a migration that is %s', (_, status, old, errors) => expect(statusErrors(status, old)).toEqual(errors));

test.each<[StorageVersionMigration, string, string]>([
  [ofPods(), 'pods', 'Unknown'],
  [ofPods({ conditions: [condition('Running')] }), 'pods', 'Running'],
  [ofPods({ conditions: [condition('Running'), condition('Failed'), condition('X')] }), 'pods', 'Failed'],
  [
    migration(
      { resource: { group: 'apps', resource: 'deployments' } },
      { conditions: [condition('Succeeded'), condition('Running', 'False')] },
    ),
    'deployments.apps',
    'Succeeded',
  ],
])('columns of %j', (object, Resource, Status) =>
  expect(cellsOf(storageVersionMigrations, object)).toEqual({ Name: 'm', Resource, Status }),
);

test('the column of names is told without a format, as Kubernetes does for this kind', () => {
  expect(storageVersionMigrations.columns.map(({ name, format = '' }) => [name, format])).toEqual([
    ['Name', ''],
    ['Resource', ''],
    ['Status', ''],
  ]);
});
