import { setMaxListeners } from 'node:events';
import { StatusError } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { canonicalBytes, objectKeyOf } from '@kubets/store';
import { podDisruptionBudgets } from '../resources/poddisruptionbudgets/poddisruptionbudgets';
import { pods } from '../resources/pods/pods';
import type { ResourceDefinition } from '../registry/resource';
import { createAdmission, type AdmissionAttributes } from '../pipeline/admission';
import { createTestScope, OPTIONS } from '../testing/things';
import { evictionSubresource } from './eviction';

const stop = new AbortController();
setMaxListeners(0, stop.signal);
afterAll(() => stop.abort());

const definition = pods as unknown as ResourceDefinition;
const budgets = podDisruptionBudgets as unknown as ResourceDefinition;

/** A pod `web` on a node, and what evicting it answers. */
async function setUp(more: Partial<Pod> = {}) {
  const { scope, store, requestOf } = await createTestScope(stop.signal, [definition, budgets]);
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'i' }], terminationGracePeriodSeconds: 30 },
    status: { phase: 'Running' },
    ...more,
    metadata: { name: 'web', namespace: 'default', uid: 'u1', generation: 2 },
  };
  const key = objectKeyOf({ group: '', plural: 'pods', namespace: 'default', name: 'web' });
  await store.commit({ expect: [], puts: [{ key, value: canonicalBytes(pod) }], deletes: [] });
  await scope.cache.catchUp();
  const admitted: string[] = [];
  const note = ({ operation, resource, subresource, kind }: AdmissionAttributes) =>
    void admitted.push(`${operation} ${resource.resource}/${subresource} ${kind.kind}`);
  const plugin = { name: 'note', handles: () => true };
  scope.admission = createAdmission({
    mutating: [{ ...plugin, admit: note }],
    validating: [{ ...plugin, validate: note }],
  });
  return {
    admitted,
    revision: () => scope.cache.stored(definition, 'default', 'web')?.revision,
    stored: async (): Promise<Pod | undefined> => {
      await scope.cache.catchUp();
      return scope.cache.get(definition, 'default', 'web');
    },
    evict: (eviction: object, { dryRun = false } = {}) =>
      evictionSubresource(budgets).create!(scope, {
        ...requestOf('web', definition),
        verb: 'create',
        subresource: 'eviction',
        body: { value: { metadata: { name: 'web' }, ...eviction } },
        options: { ...OPTIONS, dryRun },
      }),
  };
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'not refused',
    (error: unknown) => {
      if (error instanceof StatusError) return `${error.status.code} ${error.message}`;
      throw error;
    },
  );

test('a pod is deleted with its time to end, and says who ends it', async () => {
  const { evict, stored } = await setUp();
  expect(await evict({})).toMatchObject({ code: 201, object: { kind: 'Status', status: 'Success', code: 201 } });
  const pod = await stored();
  expect(pod?.status?.conditions?.[0]).not.toHaveProperty('observedGeneration');
  expect(pod).toMatchObject({
    metadata: { deletionTimestamp: '2026-01-02T03:04:35Z', deletionGracePeriodSeconds: 30 },
    status: {
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'EvictionByEvictionAPI',
          message: 'Eviction API: evicting',
          lastTransitionTime: '2026-01-02T03:04:05Z',
        },
      ],
    },
  });
});

test.each<[string, object, object]>([
  ['for a shorter time', { deleteOptions: { gracePeriodSeconds: 5 } }, { deletionGracePeriodSeconds: 5 }],
  ['in the version before', { apiVersion: 'policy/v1beta1', kind: 'Eviction' }, { deletionGracePeriodSeconds: 30 }],
  ['that is the one meant', { deleteOptions: { preconditions: { uid: 'u1' } } }, { deletionGracePeriodSeconds: 30 }],
])('a pod is evicted %s', async (_, eviction, metadata) => {
  const { evict, stored } = await setUp();
  await evict(eviction);
  expect((await stored())?.metadata).toMatchObject(metadata);
});

test('one that asks for the state that it was read in goes, though its condition makes another one', async () => {
  const { evict, stored, revision } = await setUp();
  await evict({ deleteOptions: { preconditions: { resourceVersion: String(revision()) } } });
  expect((await stored())?.metadata?.deletionTimestamp).toBeDefined();
});

test('admission is asked about the eviction alone', async () => {
  const { evict, admitted } = await setUp();
  await evict({});
  expect(admitted).toEqual(['CREATE pods/eviction Eviction', 'CREATE pods/eviction Eviction']);
});

test.each([
  ['at once', { deleteOptions: { gracePeriodSeconds: 0 } }, {}],
  ['that runs nowhere', {}, { spec: { containers: [{ name: 'c', image: 'i' }] } }],
])('a pod is gone %s', async (_, eviction, more) => {
  const { evict, stored } = await setUp(more);
  await evict(eviction);
  expect(await stored()).toBeUndefined();
});

test('a dry run leaves all as it was', async () => {
  const { evict, stored, revision } = await setUp();
  const before = revision();
  expect(await evict({}, { dryRun: true })).toMatchObject({ code: 201 });
  expect((await stored())?.metadata?.deletionTimestamp).toBeUndefined();
  expect(revision()).toBe(before);
});

test.each<[string, object, string]>([
  ['another pod', { metadata: { name: 'other' } }, '400 name in URL does not match name in Eviction object'],
  [
    'another namespace',
    { metadata: { name: 'web', namespace: 'other' } },
    '400 the namespace of the provided object does not match the namespace sent on the request',
  ],
  ['another kind', { apiVersion: 'v1', kind: 'Pod' }, '400 Pod in version "v1" cannot be handled as a Eviction'],
  ['an unknown field', { force: true }, 'unknown field "force"'],
  [
    'what cannot be read',
    { deleteOptions: { ignoreStoreReadErrorWithClusterBreakingPotential: true } },
    'can not be set for pod eviction, try after removing the option',
  ],
  ['another uid', { deleteOptions: { preconditions: { uid: 'u2' } } }, '409 '],
  ['an older state', { deleteOptions: { preconditions: { resourceVersion: '1' } } }, '409 '],
])('an eviction of %s is refused', async (_, eviction, message) => {
  const { evict, stored, revision } = await setUp();
  const before = revision();
  expect(await refusal(evict(eviction))).toContain(message);
  expect((await stored())?.metadata?.deletionTimestamp).toBeUndefined();
  expect(revision()).toBe(before);
});

test('a dry run that the eviction knows nothing of is refused', async () => {
  const { evict, stored } = await setUp();
  expect(await refusal(evict({ deleteOptions: { dryRun: ['x'] } }, { dryRun: true }))).toContain(
    'Non-matching dry-run options in request and content: [All] and [x]',
  );
  expect(await stored()).toBeDefined();
});
