import { targetOf, things } from '../testing/things';
import type { ResourceDefinition } from '../registry/resource';
import { assertVerbFits, requestInfoOf } from './requested-verb';

const cluster: ResourceDefinition = { ...things, namespaced: false, plural: 'namespaces' };
const target = (verb: string, over: object, definition = things) => ({ ...targetOf(definition, 'a'), verb, ...over });

test.each<[string, object, string]>([
  ['get', { namespace: '' }, 'an empty namespace may not be set during get'],
  ['create', { namespace: '', name: '' }, 'an empty namespace may not be set during creation'],
  ['deletecollection', { namespace: '', name: '' }, 'an empty namespace may not be set during deletecollection'],
  ['create', { namespace: '', subresource: 'binding' }, 'an empty namespace may not be set during creation'],
  ['get', { name: '' }, 'name must be provided'],
  ['delete', { name: '' }, 'name must be provided'],
  ['create', { name: '', subresource: 'eviction' }, 'name must be provided'],
  ['update', { name: '', subresource: 'status' }, 'name must be provided'],
  ['update', { name: '' }, 'update is not supported on resources of kind "configmaps"'],
  ['patch', { name: '' }, 'patch is not supported'],
  ['create', {}, 'create is not supported'],
  ['delete', { subresource: 'status' }, 'the server does not allow this method'],
  ['list', { name: '', subresource: 'status' }, 'the server does not allow this method'],
  ['proxy', {}, 'proxy is not supported'],
  ['__proto__', {}, '__proto__ is not supported'],
  ['', {}, 'is not supported'],
])('%s of %j is refused', (verb, over, message) => expect(() => assertVerbFits(target(verb, over))).toThrow(message));

test.each<[string, object]>([
  ['list', { namespace: '', name: '' }],
  ['watch', { namespace: '', name: '' }],
  ['create', { name: '' }],
  ['deletecollection', { name: '' }],
  ['get', {}],
  ['update', { subresource: 'status' }],
  ['create', { subresource: 'binding' }],
])('%s of %j fits', (verb, over) => expect(() => assertVerbFits(target(verb, over))).not.toThrow());

test.each(['create', 'update', 'patch', 'delete', 'deletecollection'])(
  '%s of what can only be read is refused',
  (verb) => {
    const over = { name: verb === 'create' || verb === 'deletecollection' ? '' : 'a' };
    expect(() => assertVerbFits(target(verb, over, { ...things, readOnly: true }))).toThrow(
      'the server does not allow this method on the requested resource',
    );
  },
);

test('the name on a create is not what is authorized, and a namespace is in itself', () => {
  expect(requestInfoOf(target('create', {}))).toMatchObject({
    verb: 'create',
    name: '',
    namespace: 'default',
    resource: 'configmaps',
  });
  expect(requestInfoOf(target('create', { subresource: 'token' }))).toMatchObject({
    name: 'a',
    subresource: 'token',
  });
  expect(requestInfoOf(target('get', {}, cluster))).toMatchObject({ name: 'a', namespace: 'a' });
});
