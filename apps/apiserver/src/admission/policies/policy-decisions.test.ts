import { atOnce } from '@kubets/apimachinery';
import type { ValidatingAdmissionPolicySpec } from '@kubets/proto-gen/admissionregistration/v1';
import { attributesOf } from '../testing/attributes';
import { createDecisions } from '../../expressions/authorizer';
import { validatingPolicy } from './compiled-policy';
import { policyDecision } from './policy-decisions';

const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' }, data: { a: 'b' } };
const attributes = attributesOf({ resource: 'configmaps', object });
const matched = { resource: attributes.resource, kind: attributes.kind };
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { tier: 'gold' } } };
const params = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'p' }, data: { least: '2' } };

const decisionOf = (spec: ValidatingAdmissionPolicySpec) =>
  atOnce(
    policyDecision(
      atOnce(validatingPolicy({ metadata: { name: 'p' }, spec })),
      { attributes, matched, object, oldObject: undefined, params, decisions },
      namespace,
    ),
  );
const denials = (spec: ValidatingAdmissionPolicySpec) =>
  decisionOf(spec).denials.map(({ index: _, ...denial }) => denial);
const decisions = createDecisions({
  authorize: ({ user, verb, group, resource, subresource, namespace, name, path, fieldSelector = [] }) => {
    const selected = fieldSelector.map(({ field, operator, value }) => `${field}${operator}${value}`).join();
    const asked = [user.username, verb, path || `${group}/${resource}/${subresource}`, namespace, name, selected];
    if (verb === 'fail') throw new Error('down');
    return { allowed: verb === 'get', reason: asked.join(' ') };
  },
});
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
    'what the user may do, and others',
    {
      validations: [
        "authorizer.group('apps').resource('deployments').subresource('scale').namespace('n').name('a').check('get').allowed()",
        "authorizer.group('').resource('pods').fieldSelector('spec.nodeName=n').labelSelector('a=b').check('get').reason() == 'ann get /pods/   spec.nodeName=n'",
        "authorizer.path('/healthz').check('post').reason() == 'ann post /healthz   '",
        "authorizer.requestResource.check('get').reason() == 'ann get /configmaps/ shop a '",
        "authorizer.serviceAccount('shop', 'bot').path('/a').check('get').reason() == 'system:serviceaccount:shop:bot get /a   '",
        "!authorizer.path('/a').check('fail').allowed() && authorizer.path('/a').check('fail').errored()",
        "authorizer.path('/a').check('fail').error() == 'down'",
      ].map((expression) => ({ expression, message: expression })),
    },
    [],
  ],
  [
    'questions about nothing',
    { validations: [{ expression: "authorizer.serviceAccount('A', 'b').path('/').check('get').allowed()" }] },
    [
      {
        message:
          "expression 'authorizer.serviceAccount('A', 'b').path('/').check('get').allowed()' resulted in error: Invalid service account namespace",
      },
    ],
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

test('notes what is to be noted, and says which rule is broken', () => {
  const { notes, denials: broken } = decisionOf({
    validations: [{ expression: 'true' }, { expression: 'false' }],
    auditAnnotations: [
      { key: 'a', valueExpression: "'about ' + object.metadata.name" },
      { key: 'none', valueExpression: 'null' },
      { key: 'empty', valueExpression: "' '" },
    ],
  });
  expect(notes).toEqual([['p/a', 'about a']]);
  expect(broken).toMatchObject([{ index: 1 }]);
});
