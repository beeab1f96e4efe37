import type { KubeObject } from '@kubets/apimachinery';
import { judge } from './collection';
import type { OwnerState } from './owner-graph';

const object = (metadata: KubeObject['metadata'] = {}): KubeObject => ({
  metadata: { name: 'child', uid: 'child-uid', ...metadata },
});
const deleting = (finalizers: string[]): KubeObject =>
  object({ deletionTimestamp: '2026-01-01T00:00:00Z', finalizers });
const present: OwnerState = { state: 'present', owner: object() };
const waiting: OwnerState = { state: 'present', owner: deleting(['foregroundDeletion']) };
const going: OwnerState = { state: 'present', owner: deleting(['example.com/other']) };
const absent: OwnerState = { state: 'absent' };
const unresolvable: OwnerState = { state: 'unresolvable' };
const owners = (...states: OwnerState[]) => states.map((owner, i) => ({ reference: { uid: `owner-${i}` }, owner }));

test.each([
  { name: 'nobody owns it', child: object(), states: [], dependents: [], expected: { action: 'keep' } },
  { name: 'its owner is there', child: object(), states: [present], dependents: [], expected: { action: 'keep' } },
  {
    name: 'its owner is gone',
    child: object(),
    states: [absent],
    dependents: [],
    expected: { action: 'delete', policy: 'Background', unblock: false },
  },
  {
    name: 'one of two owners is gone',
    child: object(),
    states: [absent, present],
    dependents: [],
    expected: { action: 'drop-references', uids: ['owner-0'] },
  },
  {
    name: 'one of two owners waits for it',
    child: object(),
    states: [present, waiting],
    dependents: [],
    expected: { action: 'drop-references', uids: ['owner-1'] },
  },
  {
    name: 'the kind of an owner is not known',
    child: object(),
    states: [absent, unresolvable],
    dependents: [],
    expected: { action: 'drop-references', uids: ['owner-0'] },
  },
  {
    name: 'its owner waits for it',
    child: object(),
    states: [waiting],
    dependents: [],
    expected: { action: 'delete', policy: 'Background', unblock: false },
  },
  {
    name: 'its owner waits, and it owns others',
    child: object(),
    states: [waiting],
    dependents: [object()],
    expected: { action: 'delete', policy: 'Foreground', unblock: false },
  },
  {
    name: 'they wait for each other',
    child: object(),
    states: [waiting],
    dependents: [deleting(['foregroundDeletion'])],
    expected: { action: 'delete', policy: 'Foreground', unblock: true },
  },
  {
    name: 'its owner is being deleted otherwise',
    child: object(),
    states: [going],
    dependents: [],
    expected: { action: 'keep' },
  },
  {
    name: 'it is being deleted already',
    child: deleting(['x']),
    states: [absent],
    dependents: [],
    expected: { action: 'keep' },
  },
  {
    name: 'it asked to orphan',
    child: object({ finalizers: ['orphan'] }),
    states: [absent],
    dependents: [],
    expected: { action: 'delete', policy: 'Orphan', unblock: false },
  },
  {
    name: 'it asked for the foreground',
    child: object({ finalizers: ['foregroundDeletion'] }),
    states: [absent],
    dependents: [],
    expected: { action: 'delete', policy: 'Foreground', unblock: false },
  },
])('$name', ({ child, states, dependents, expected }) =>
  expect(judge(child, owners(...states), dependents)).toEqual(expected),
);
