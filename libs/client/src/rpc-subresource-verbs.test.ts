import type { Namespace } from '@kubets/proto-gen/core/v1';
import { verbsBelow, type SubresourceVerbs } from './resource-clients';
import { rpcSubresourceVerbs } from './rpc-subresource-verbs';

type Verbs = SubresourceVerbs<Namespace>;
type AllVerbs = Verbs['binding'] & Verbs['eviction'] & Verbs['finalize'] & Verbs['scale'] & Verbs['token'];

const ref = { namespace: 'default', name: 'a' };

test.each<[string, (verbs: AllVerbs) => Promise<unknown>, object]>([
  [
    'bind',
    (verbs) => verbs.bind(ref, 'node-1'),
    {
      ...ref,
      object: {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: ref,
        target: { apiVersion: 'v1', kind: 'Node', name: 'node-1' },
      },
    },
  ],
  [
    'evict',
    (verbs) => verbs.evict(ref, { deleteOptions: { gracePeriodSeconds: 5 } }),
    {
      ...ref,
      object: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: ref, deleteOptions: { gracePeriodSeconds: 5 } },
    },
  ],
  [
    'finalize',
    (verbs) => verbs.finalize({ metadata: { name: 'a' } }),
    { name: 'a', object: { metadata: { name: 'a' } } },
  ],
  ['getScale', (verbs) => verbs.getScale(ref), ref],
  [
    'updateScale',
    (verbs) => verbs.updateScale(ref, { spec: { replicas: 2 } }),
    { ...ref, object: { spec: { replicas: 2 } }, fieldManager: 'me' },
  ],
  [
    'updateScale',
    (verbs) => verbs.updateScale(ref, {}, { dryRun: true, fieldManager: 'other' }),
    { ...ref, object: {}, dryRun: ['All'], fieldManager: 'other' },
  ],
  [
    'createToken',
    (verbs) => verbs.createToken(ref, { spec: { audiences: ['x'] } }),
    { ...ref, object: { spec: { audiences: ['x'] } } },
  ],
])('%s', async (method, run, request) => {
  const calls: [string, object][] = [];
  const call = async <Res>(called: string, sent: object): Promise<Res> => {
    calls.push([called, sent]);
    return {} as Res;
  };
  await run(
    verbsBelow(Object.keys(rpcSubresourceVerbs), rpcSubresourceVerbs, { call, fieldManager: 'me' }) as AllVerbs,
  );
  expect(calls).toEqual([[method, request]]);
});

test('a resource has the verbs of its own subresources', () => {
  const call = <Res>(): Promise<Res> => Promise.reject(new Error('not called'));
  expect(
    Object.keys(verbsBelow(['log', 'scale', 'status'], rpcSubresourceVerbs, { call, fieldManager: 'me' })),
  ).toEqual(['getScale', 'updateScale']);
});
