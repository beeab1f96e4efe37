import { atOnce } from '@kubets/apimachinery';
import type { ValidatingAdmissionPolicySpec } from '@kubets/proto-gen/admissionregistration/v1';
import { attributesOf } from '../testing/attributes';
import { compiledPolicy } from './compiled-policy';
import { policyDenials } from './policy-decisions';

const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' }, data: { a: 'b' } };
const attributes = attributesOf({ resource: 'configmaps', object });
const matched = { resource: attributes.resource, kind: attributes.kind };
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { tier: 'gold' } } };
const params = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'p' }, data: { least: '2' } };

const denials = (spec: ValidatingAdmissionPolicySpec) =>
  atOnce(
    policyDenials(
      atOnce(compiledPolicy({ metadata: { name: 'p' }, spec })),
      { attributes, matched, object, oldObject: undefined, params },
      namespace,
    ),
  );
const invalid = (message: string) => ({ message, reason: 'Invalid' });
const NO_KEY = "expression 'object.data.none == 1' resulted in error: no such key: none";

test.each<[string, ValidatingAdmissionPolicySpec, object[]]>([
  ['a rule that is kept', { validations: [{ expression: "object.data.a == 'b'" }] }, []],
  ['a rule that is broken', { validations: [{ expression: ' 1 == 2 ' }] }, [invalid('failed expression: 1 == 2')]],
  [
    'all rules, each with its words',
    {
      validations: [
        { expression: 'false', message: ' no ', reason: 'Forbidden' },
        { expression: 'true' },
        { expression: 'false', message: 'no', messageExpression: "request.operation + ' of ' + object.metadata.name" },
      ],
    },
    [{ message: 'no', reason: 'Forbidden' }, invalid('CREATE of a')],
  ],
  [
    'a message that cannot be made, is empty, long or has lines',
    {
      validations: ['object.none', "''", "'a\\nb'", `'${'x'.repeat(5 * 1024 + 1)}'`].map((messageExpression) => ({
        expression: 'false',
        message: 'written',
        messageExpression,
      })),
    },
    Array.from({ length: 4 }, () => invalid('written')),
  ],
  ['what goes wrong', { validations: [{ expression: 'object.data.none == 1' }] }, [{ message: NO_KEY }]],
  ['what goes wrong, ignored', { failurePolicy: 'Ignore', validations: [{ expression: 'object.data.none == 1' }] }, []],
  [
    'a rule that is broken though what goes wrong is ignored',
    { failurePolicy: 'Ignore', validations: [{ expression: 'object.data.none == 1' }, { expression: 'false' }] },
    [invalid('failed expression: false')],
  ],
  [
    'a condition that does not hold',
    { matchConditions: [{ name: 'a', expression: 'false' }], validations: [{ expression: 'false' }] },
    [],
  ],
  [
    'a condition that goes wrong',
    { matchConditions: [{ name: 'a', expression: 'object.data.none == 1' }], validations: [{ expression: 'false' }] },
    [{ message: NO_KEY }],
  ],
  [
    'the namespace, and parameters',
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      validations: [
        { expression: "namespaceObject.metadata.labels.tier == 'gold' && int(params.data.least) == 2" },
        { expression: "params.kind == 'ConfigMap'" },
      ],
    },
    [],
  ],
  [
    'a note that goes wrong',
    {
      auditAnnotations: [
        { key: 'a', valueExpression: "'b'" },
        { key: 'b', valueExpression: "object.data.none + ''" },
      ],
    },
    [{ message: "expression 'object.data.none + ''' resulted in error: no such key: none" }],
  ],
])('%s', (_, spec, expected) => expect(denials(spec)).toEqual(expected));
