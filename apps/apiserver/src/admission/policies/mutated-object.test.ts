import { atOnce, settleSteps, type KubeObject } from '@kubets/apimachinery';
import { createActivation } from '../../expressions/activation';
import { compileExpression } from '../../expressions/compiled-expression';
import { CONFIGURATION, OPERATIONS } from '../../expressions/patch-types';
import { resources } from '../../resources/registry';
import { mutated } from './mutated-object';

const deployments = resources.find(({ plural }) => plural === 'deployments')!;
const gvk = { group: 'apps', version: 'v1' };
const matched = {
  resource: { ...gvk, resource: 'deployments' },
  kind: { ...gvk, kind: 'Deployment' },
  version: deployments.versions[0],
};
const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { replicas: 1, template: { spec: { containers: [{ name: 'a', image: 'x', args: ['1'] }] } } },
} as KubeObject;

function result(text: string, isJsonPatch: boolean): unknown {
  const expression = compileExpression(text, isJsonPatch ? OPERATIONS : CONFIGURATION, { makesPatches: true });
  if (expression.problem !== undefined) return expression.problem;
  const activation = createActivation({ object: null }, { budget: 1_000_000 });
  const { value, error } = atOnce(settleSteps(activation.evaluate(expression)));
  if (error !== undefined) return error;
  try {
    return atOnce(mutated(object, value, { isJsonPatch, matched }));
  } catch (problem) {
    return (problem as Error).message;
  }
}

test.each<[string, unknown]>([
  ['Object{}', object],
  [
    "Object{metadata: Object.metadata{labels: {'tier': 'gold'}}}",
    { metadata: { name: 'web', labels: { app: 'web', tier: 'gold' } } },
  ],
  [
    'Object{spec: Object.spec{replicas: 3, ?paused: optional.none()}}',
    { spec: { replicas: 3, template: { spec: { containers: [{ name: 'a' }] } } } },
  ],
  [
    "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: 'b', image: 'y'}]}}}}",
    { spec: { template: { spec: { containers: [{ name: 'a' }, { name: 'b', image: 'y' }] } } } },
  ],
  [
    'Object{spec: Object.status{}}',
    'type mismatch: unexpected type name "Object.status", expected "Object.spec", which matches field name path from root Object type',
  ],
  [
    "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: 'a', args: ['2']}]}}}}",
    'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.template.spec.containers[0].args',
  ],
  [
    'Object{none: 1}',
    'error applying patch: failed to convert patch object to typed object: .none: field not declared in schema',
  ],
  [
    "Object{spec: Object.spec{replicas: 'x'}}",
    expect.stringMatching(
      /^error applying patch: failed to convert patch object to typed object: .spec.replicas: expected numeric/,
    ),
  ],
  ['1', 'must evaluate to Object but got int'],
])('applies %s', (text, expected) => {
  const made = result(text, false);
  if (typeof expected === 'object' && made && typeof made === 'object') expect(made).toMatchObject(expected as object);
  else expect(made).toEqual(expected);
});

test.each<[string, unknown]>([
  ['[]', 'must evaluate to list(JSONPatch) but got list(dyn)'],
  [
    "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('a~/b'), value: 'c'}]",
    { metadata: { labels: { app: 'web', 'a~/b': 'c' } } },
  ],
  [
    "[JSONPatch{op: 'test', path: '/spec/replicas', value: 1}, JSONPatch{op: 'replace', path: '/spec/replicas', value: 2}]",
    { spec: { replicas: 2 } },
  ],
  ["[JSONPatch{op: 'test', path: '/spec/replicas', value: 2}]", undefined],
  [
    "[JSONPatch{op: 'move', from: '/metadata/labels/app', path: '/metadata/labels/old'}]",
    { metadata: { labels: { old: 'web' } } },
  ],
  [
    "[JSONPatch{op: 'add', path: '/spec/template/spec/volumes', value: [Object.spec.template.spec.volumes{name: 'v', emptyDir: Object.spec.template.spec.volumes.emptyDir{}}]}]",
    { spec: { template: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } } } },
  ],
  [
    "[JSONPatch{op: 'remove', path: '/metadata/none'}]",
    "JSON Patch: error in remove for path: '/metadata/none': Unable to remove nonexistent key: none: missing value",
  ],
  [
    "[JSONPatch{op: 'replace', path: '/spec/none/x', value: 1}]",
    'JSON Patch: replace operation does not apply: doc is missing path: /spec/none/x: missing value',
  ],
  ['[JSONPatch{op: 1}]', expect.stringContaining("expected type of field 'op' is 'string' but provided type is 'int'")],
  ['[JSONPatch{none: 1}]', expect.stringContaining("expected type of field 'none' is '' but provided type is 'int'")],
  ["['a']", 'must evaluate to list(JSONPatch) but got list(string)'],
])('patches by %s', (text, expected) => {
  const made = result(text, true);
  if (typeof expected === 'object' && made && typeof made === 'object') expect(made).toMatchObject(expected as object);
  else expect(made).toEqual(expected);
});
