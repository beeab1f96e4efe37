import { atOnce, type KubeObject, type StatusError } from '@kubets/apimachinery';
import type { ResourceDefinition } from '../registry/resource';
import { validateNew } from '../pipeline/validate';
import { customResourceDefinitions } from './customresourcedefinitions/customresourcedefinitions';
import { mutatingAdmissionPolicyBindings } from './mutatingadmissionpolicybindings/mutatingadmissionpolicybindings';
import { strategyContext } from './testing/strategy-harness';
import { validatingAdmissionPolicyBindings } from './validatingadmissionpolicybindings/validatingadmissionpolicybindings';

beforeAll(() => customResourceDefinitions.loadRules?.());

/** The fields with which something is wrong, in the order in which it is told. */
function refused<T extends KubeObject>(typed: ResourceDefinition<T>, object: T): string[] {
  const definition = typed as unknown as ResourceDefinition;
  const request = { definition, version: definition.versions[0], warn: () => undefined };
  try {
    atOnce(validateNew(request, object, strategyContext()));
    return [];
  } catch (error) {
    return (error as StatusError).status.details!.causes!.map(({ field = '' }) => field);
  }
}

test('that a binding has to name its policy is told last where its type declares it', () => {
  const binding = { metadata: { name: 'b' }, spec: { paramRef: { name: 'p' }, validationActions: ['Deny'] } };
  const found = ['spec.paramRef.parameterNotFoundAction', 'spec.policyName'];
  expect(refused(validatingAdmissionPolicyBindings, binding)).toEqual(found);
  const spec = { validationActions: [] };
  expect(refused(validatingAdmissionPolicyBindings, { metadata: { name: 'b' }, spec })).toEqual([
    'spec.policyName',
    'spec.validationActions',
  ]);
  expect(refused(mutatingAdmissionPolicyBindings, binding)).toEqual([...found].reverse());
});

test.each<[string, KubeObject['metadata'], string[]]>([
  ['another name', { name: 'b.x.test', labels: { 'a b': 'c' } }, ['metadata.name', 'metadata.labels']],
  ['a name to be generated', { generateName: 'b', name: 'b1' }, ['metadata.generateName', 'metadata.name']],
  ['its name', { name: 'as.x.test' }, []],
])('a definition with %s', (_, metadata, fields) => {
  const names = { plural: 'as', singular: 'a', kind: 'A', listKind: 'AList' };
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
  const spec = { group: 'x.test', scope: 'Namespaced', names, versions, conversion: { strategy: 'None' } };
  const status = { storedVersions: ['v1'] };
  expect(refused(customResourceDefinitions, { metadata, spec, status })).toEqual(fields);
});
