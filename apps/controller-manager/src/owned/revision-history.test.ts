import { nameOf } from '@kubets/apimachinery';
import type { ControllerRevision } from '@kubets/proto-gen/apps/v1';
import { replicaSet } from '../testing/objects';
import { revisionClient } from './testing/revision-client';
import {
  buildRevision,
  inOrder,
  recordState,
  revisionOf,
  sameState,
  templateData,
  truncateHistory,
  type RevisionState,
} from './revision-history';

const owner = replicaSet('db');
const ownerType = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
const state = (image: string): RevisionState => ({
  owner,
  ownerType,
  data: { spec: { template: { spec: { containers: [{ name: 'db', image }] } } } },
  labels: { app: 'db' },
});
const numbers = (all: readonly ControllerRevision[]) => all.map(({ revision }) => revision);

test('a revision is named by the hash of its state, belongs to its owner and carries its labels', () => {
  const { metadata, revision } = buildRevision(state('db:1'), 4n);
  const hash = metadata?.labels?.['controller.kubernetes.io/hash'];
  expect(metadata).toMatchObject({
    name: `db-${hash}`,
    namespace: 'default',
    labels: { app: 'db' },
    ownerReferences: [{ ...ownerType, name: 'db', controller: true }],
  });
  expect(revision).toBe(4);
  expect(buildRevision(state('db:1'), 5n).metadata?.name).toBe(metadata?.name);
  expect(buildRevision({ ...state('db:1'), collisionCount: 1 }, 4n).metadata?.name).not.toBe(metadata?.name);
  expect(buildRevision(state('db:2'), 4n).metadata?.name).not.toBe(metadata?.name);
});

test('a long name is cut so that its hash has room', () => {
  const long = replicaSet('x'.repeat(253));
  expect(buildRevision({ ...state('db:1'), owner: long }, 1n).metadata?.name).toMatch(/^x{223}-[a-z0-9]+$/);
});

test.each([
  {
    name: 'the same data at another number',
    a: buildRevision(state('db:1'), 1n),
    b: buildRevision(state('db:1'), 2n),
    expected: true,
  },
  {
    name: 'the same data after a collision',
    a: buildRevision(state('db:1'), 1n),
    b: buildRevision({ ...state('db:1'), collisionCount: 3 }, 1n),
    expected: true,
  },
  { name: 'other data', a: buildRevision(state('db:1'), 1n), b: buildRevision(state('db:2'), 1n), expected: false },
])('sameState: $name is $expected', ({ a, b, expected }) => expect(sameState(a, b)).toBe(expected));

test('every state gets the next number, and one that comes back its old revision under a new one', async () => {
  const client = revisionClient();
  const record = (image: string) => recordState(client, client.all(), state(image));
  const first = await record('db:1');
  expect(await record('db:1')).toEqual(first);
  const second = await record('db:2');
  const back = await record('db:1');
  expect(numbers([first.current, second.current, back.current])).toEqual([1, 2, 3]);
  expect(nameOf(back.current)).toBe(nameOf(first.current));
  expect(inOrder(client.all()).map(nameOf)).toEqual([nameOf(second.current), nameOf(first.current)]);
});

test('numbers stay exact beyond what a float holds', async () => {
  const client = revisionClient([buildRevision(state('db:1'), 3546343826724305832n)]);
  expect(revisionOf((await recordState(client, client.all(), state('db:2'))).current)).toBe(3546343826724305833n);
});

test('a stranger under the name is a collision; what an earlier run created is not', async () => {
  const wanted = buildRevision(state('db:1'), 1n);
  const stranger = revisionClient([{ ...wanted, metadata: { ...wanted.metadata, ownerReferences: [] } }]);
  const collided = await recordState(stranger, [], state('db:1'));
  expect(collided.collisionCount).toBe(1);
  expect(nameOf(collided.current)).not.toBe(nameOf(wanted));

  const own = revisionClient([wanted]);
  expect(await recordState(own, [], state('db:1'))).toEqual({
    current: expect.objectContaining({ metadata: wanted.metadata }),
    collisionCount: 0,
  });
});

test('what keeps a revision from being created is thrown', async () => {
  const client = { ...revisionClient(), create: () => Promise.reject(new Error('quota')) };
  await expect(recordState(client, [], state('db:1'))).rejects.toThrow('quota');
});

test.each([
  { limit: 1, live: [], left: [4] },
  { limit: 1, live: [1, 4], left: [1, 3, 4] },
  { limit: 0, live: [4], left: [4] },
  { limit: 10, live: [], left: [1, 2, 3, 4] },
])('with a limit of $limit, and $live live, $left stay', async ({ limit, live, left }) => {
  const client = revisionClient([1n, 2n, 3n, 4n].map((revision) => buildRevision(state(`db:${revision}`), revision)));
  await truncateHistory(client, client.all(), {
    limit,
    isLive: ({ revision }) => (live as unknown[]).includes(revision),
  });
  expect(numbers(inOrder(client.all()))).toEqual(left);
});

test('a template is recorded with its members in order, by which clients know it again', () => {
  const template = {
    spec: { containers: [{ name: 'c', image: 'i', args: [] }] },
    metadata: { labels: { b: '1', a: '2' } },
  };
  expect(JSON.stringify(templateData(template))).toBe(
    '{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"2","b":"1"}},"spec":{"containers":[{"args":[],"image":"i","name":"c"}]}}}}',
  );
});
