import { setMaxListeners } from 'node:events';
import type { KubeObject } from '@kubets/apimachinery';
import { createTestScope, OPTIONS, thing, things } from '../testing/things';
import { createAdmission, type AdmissionAttributes, type MutatingPlugin, type ValidatingPlugin } from './admission';
import { applyObject } from './apply';
import { createObject } from './create';
import { deleteObject } from './delete';
import { deleteCollection } from './delete-collection';
import type { RequestScope } from './request-scope';
import { patchObject, PATCH_TYPES } from './patch';
import type { ResourceRequest } from './request';
import { updateObject } from './update';
import { createSelection } from '../cache/selection';
import { checkListOptions } from './list-options';

const stop = new AbortController();
setMaxListeners(0, stop.signal);
afterAll(() => stop.abort());

type Data = KubeObject & { data?: Record<string, string> };

/** Marks the object by answering another one. */
const replacing = (name: string, steps: string[]): MutatingPlugin => ({
  name,
  handles: () => true,
  admit({ object, operation }) {
    steps.push(`admit ${name}`);
    if (!object || operation === 'DELETE') return undefined;
    const { data } = object as Data;
    return { ...object, data: { ...data, by: `${data?.['by'] ?? ''}${name}` } } as KubeObject;
  },
});
const validating = (name: string, steps: string[]): ValidatingPlugin => ({
  name,
  handles: () => true,
  validate: ({ object }) => void steps.push(`validate ${name}: ${(object as Data | undefined)?.data?.['by']}`),
});

/** Everything over a kind that writes down when it is validated, with an object `a` there. */
async function setUp(mutating: MutatingPlugin[] = [], validators: ValidatingPlugin[] = []) {
  const steps: string[] = [];
  const { scope: plain, requestOf } = await createTestScope(stop.signal);
  const definition = {
    ...things,
    validate: (object: KubeObject) => {
      steps.push(`kind: ${(object as Data).data?.['by']}`);
      return [];
    },
  };
  await createObject(plain, { ...requestOf(), body: { value: thing('a') }, options: OPTIONS });
  const scope: RequestScope = {
    ...plain,
    admission: createAdmission({
      mutating: [replacing('1', steps), replacing('2', steps), ...mutating],
      validating: [validating('3', steps), validating('4', steps), ...validators],
    }),
  };
  return { scope, steps, request: (name?: string) => requestOf(name, definition) };
}

const body = (data: Record<string, string> = {}) => ({ value: thing('a', {}, data) });
const patch = { patchType: PATCH_TYPES.merge, body: { value: { data: { k: 'v' } } } };

const WRITES: Record<string, (scope: RequestScope, request: (name?: string) => ResourceRequest) => Promise<unknown>> = {
  POST: (scope, request) => createObject(scope, { ...request(), body: { value: thing('b') }, options: OPTIONS }),
  PUT: (scope, request) => updateObject(scope, { ...request('a'), body: body({ k: 'v' }), options: OPTIONS }),
  PATCH: (scope, request) => patchObject(scope, { ...request('a'), ...patch, options: OPTIONS }),
  apply: (scope, request) =>
    applyObject(scope, { ...request('a'), body: body({ k: 'v' }), options: { ...OPTIONS, force: true } }),
};

test.each(Object.keys(WRITES))('%s: mutating plugins in order, then the kind, then validating ones', async (write) => {
  const { scope, steps, request } = await setUp();
  await WRITES[write]!(scope, request);
  expect(steps).toEqual(['admit 1', 'admit 2', 'kind: 12', 'validate 3: 12', 'validate 4: 12']);
  const name = write === 'POST' ? 'b' : 'a';
  await scope.cache.catchUp();
  expect((scope.cache.get(things, 'default', name) as Data).data).toMatchObject({ by: '12' });
});

test('a delete goes by all of them, without an object', async () => {
  const { scope, steps, request } = await setUp();
  await deleteObject(scope, { ...request('a'), options: {} });
  expect(steps).toEqual(['admit 1', 'admit 2', 'validate 3: undefined', 'validate 4: undefined']);
});

const DRY = { ...OPTIONS, dryRun: true };
const typed = (kind: string, more: object) => ({ kind, apiVersion: 'meta.k8s.io/v1', ...more });
const written = { fieldManager: 'test', fieldValidation: 'Strict' };
const dry = { ...written, dryRun: ['All'] };
const all = (request: ResourceRequest) =>
  createSelection(request.definition, { namespace: request.namespace, labelSelector: '', fieldSelector: '' });

test.each<[string, (scope: RequestScope, request: (name?: string) => ResourceRequest) => Promise<unknown>, object]>([
  ['a create', WRITES['POST']!, { operation: 'CREATE', name: 'b', options: typed('CreateOptions', written) }],
  [
    'a dry run of one',
    (scope, request) => createObject(scope, { ...request(), body: { value: thing('b') }, options: DRY }),
    { operation: 'CREATE', dryRun: true, options: typed('CreateOptions', dry), oldObject: undefined },
  ],
  [
    'an update',
    WRITES['PUT']!,
    {
      operation: 'UPDATE',
      name: 'a',
      options: typed('UpdateOptions', written),
      object: expect.objectContaining({ data: { k: 'v', by: '12' } }),
      oldObject: expect.not.objectContaining({ data: expect.anything() }),
    },
  ],
  [
    'a dry run of a patch',
    (scope, request) => patchObject(scope, { ...request('a'), ...patch, options: DRY }),
    { operation: 'UPDATE', dryRun: true, options: typed('UpdateOptions', dry) },
  ],
  [
    'an apply that creates',
    (scope, request) =>
      applyObject(scope, {
        ...request('c'),
        body: { value: thing('c') },
        options: { ...OPTIONS, force: false },
      }),
    { operation: 'CREATE', name: 'c', options: typed('CreateOptions', written) },
  ],
  [
    'a delete',
    (scope, request) => deleteObject(scope, { ...request('a'), options: { gracePeriodSeconds: 3, dryRun: ['All'] } }),
    {
      operation: 'DELETE',
      name: 'a',
      dryRun: true,
      options: typed('DeleteOptions', { gracePeriodSeconds: 3, dryRun: ['All'] }),
      object: undefined,
      oldObject: expect.objectContaining({ metadata: expect.objectContaining({ name: 'a' }) }),
    },
  ],
  [
    'a delete of the collection',
    (scope, request) =>
      deleteCollection(
        scope,
        { ...request(), options: { propagationPolicy: 'Orphan' } },
        all(request()),
        checkListOptions({}, false),
      ),
    { operation: 'DELETE', name: '', options: typed('DeleteOptions', { propagationPolicy: 'Orphan' }) },
  ],
])('plugins are told what %s is', async (_, write, expected) => {
  const seen: AdmissionAttributes[] = [];
  const look: ValidatingPlugin = { name: 'Look', handles: () => true, validate: (one) => void seen.push(one) };
  const { scope, request } = await setUp([], [look]);
  await write(scope, request);
  expect(seen).toHaveLength(1);
  const { object, oldObject, ...rest } = seen[0]!;
  expect({ ...rest, object, oldObject }).toMatchObject({
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    subresource: '',
    namespace: 'default',
    userInfo: { username: 'tester' },
    dryRun: false,
    ...expected,
  });
});

test('plugins see what is stored, and what the client asked for when that is another version', async () => {
  const seen: AdmissionAttributes[] = [];
  const { scope, request } = await setUp(
    [],
    [{ name: 'Look', handles: () => true, validate: (one) => void seen.push(one) }],
  );
  const version = { ...things.versions[0], version: 'v1beta1', toStorage: (object: KubeObject) => object };
  const value = { ...thing('b'), apiVersion: 'v1beta1' };
  await createObject(scope, { ...request(), version, body: { value }, options: OPTIONS });
  expect(seen[0]).toMatchObject({
    kind: { version: 'v1', kind: 'ConfigMap' },
    resource: { version: 'v1' },
    requestKind: { group: '', version: 'v1beta1', kind: 'ConfigMap' },
    requestResource: { group: '', version: 'v1beta1', resource: 'configmaps' },
    object: expect.objectContaining({ apiVersion: 'v1' }),
  });
});

test.each<[string, (object: KubeObject) => KubeObject, object]>([
  ['of another kind', (object) => ({ ...object, kind: 'Secret' }), { code: 500 }],
  [
    'in another namespace',
    (object) => ({ ...object, metadata: { ...object.metadata, namespace: 'other' } }),
    { code: 400 },
  ],
  ['that is not valid', (object) => ({ ...object, metadata: { ...object.metadata, name: 'B!' } }), { code: 422 }],
])('an object %s takes no place', async (_, change, refusal) => {
  const { scope, request } = await setUp([
    { name: 'Wrong', handles: () => true, admit: ({ object }) => object && change(object) },
  ]);
  await expect(WRITES['POST']!(scope, request)).rejects.toMatchObject(refusal);
});

test('an object for a delete is the fault of the plugin', async () => {
  const { scope, request } = await setUp([{ name: 'Wrong', handles: () => true, admit: () => thing('z') }]);
  await expect(deleteObject(scope, { ...request('a'), options: {} })).rejects.toMatchObject({ code: 500 });
});

test('plugins that do not handle an operation are not asked', async () => {
  const admission = createAdmission({
    mutating: [{ name: 'No', handles: () => false, admit: () => thing('z') }],
    validating: [
      {
        name: 'No',
        handles: () => false,
        validate: () => {
          throw new Error('asked');
        },
      },
    ],
  });
  const attributes = { operation: 'CREATE' } as AdmissionAttributes;
  expect(await admission.admit(attributes)).toBe(attributes);
  await admission.validate(attributes);
});
