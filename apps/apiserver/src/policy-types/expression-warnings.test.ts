import { atOnce } from '@kubets/apimachinery';
import type { ValidatingAdmissionPolicySpec } from '@kubets/proto-gen/admissionregistration/v1';
import { createApiRegistry } from '../registry/api-registry';
import { resources } from '../resources/registry';
import { readerOf } from '../resources/testing/strategy-harness';
import { expressionWarnings } from './expression-warnings';
import { kindsOf, typeOfParams } from './kind-types';

const served = { registry: createApiRegistry(resources, []), reader: readerOf() };
const WORKLOADS = {
  apiGroups: ['apps'],
  apiVersions: ['v1'],
  resources: ['deployments', 'daemonsets', 'pods/log', 'none'],
};
const kinds = kindsOf([WORKLOADS], served);

test.each<[object, string[]]>([
  [WORKLOADS, ['DaemonSet', 'Deployment']],
  [{ ...WORKLOADS, apiGroups: ['*'] }, []],
  [{ ...WORKLOADS, apiVersions: ['v1', '*'] }, []],
  [{ ...WORKLOADS, resources: ['*', 'deployments/*'] }, []],
  [{ apiGroups: ['', 'apps'], apiVersions: ['v1'], resources: ['pods', 'replicasets'] }, ['Pod', 'ReplicaSet']],
])('of %j the kinds are %j', (rule, expected) =>
  expect(kindsOf([rule], served).map(({ kind }) => kind.kind)).toEqual(expected),
);

test.each<[string, ValidatingAdmissionPolicySpec, [string, RegExp][]]>([
  [
    'what all kinds have',
    { validations: [{ expression: 'object.spec.template.spec.containers.all(c, has(c.image))' }] },
    [],
  ],
  [
    'what one kind has not',
    { validations: [{ expression: 'true' }, { expression: 'object.spec.replicas > 1' }] },
    [
      [
        'spec.validations[1].expression',
        /^apps\/v1, Kind=DaemonSet: ERROR: <input>:1:12: undefined field 'replicas'[^:]*$/,
      ],
    ],
  ],
  [
    'what no kind has, in a message',
    { validations: [{ expression: 'true', messageExpression: 'string(object.none)' }] },
    [
      [
        'spec.validations[0].messageExpression',
        /^apps\/v1, Kind=DaemonSet: [^]*\n\napps\/v1, Kind=Deployment: [^]*\n$/,
      ],
    ],
  ],
  [
    'a variable of a type',
    {
      variables: [{ name: 'names', expression: 'object.spec.template.spec.containers.map(c, c.name)' }],
      validations: [{ expression: 'variables.names == 1' }],
    },
    [['spec.validations[0].expression', /found no matching overload for '_==_' applied to '\(list\(string\), int\)'/]],
  ],
  [
    'parameters',
    { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'params.data.a > 1' }] },
    [['spec.validations[0].expression', /found no matching overload for '_>_' applied to '\(string, int\)'/]],
  ],
  [
    'parameters that nothing is known of',
    { paramKind: { apiVersion: 'none/v1', kind: 'None' }, validations: [{ expression: 'params.data.a > 1' }] },
    [],
  ],
])('%s', (_, spec, expected) => {
  const params = spec.paramKind && typeOfParams(spec.paramKind, served);
  const found = atOnce(expressionWarnings(spec, { kinds, params }));
  expect(found).toEqual(expected.map(([fieldRef, text]) => ({ fieldRef, warning: expect.stringMatching(text) })));
});
