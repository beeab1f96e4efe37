import { configuresAdmission, matchedResource } from './rules';
import { attributesOf, type GivenAttributes } from './testing/attributes';

const RULE = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] };

test.each<[string, object, GivenAttributes, boolean]>([
  ['everything', {}, { resource: 'configmaps' }, true],
  ['another operation', { operations: ['UPDATE', 'DELETE'] }, { resource: 'configmaps' }, false],
  ['another group', { apiGroups: ['apps'] }, { resource: 'configmaps' }, false],
  ['another resource', { resources: ['secrets', 'pods'] }, { resource: 'configmaps' }, false],
  ['a wildcard without subresources', {}, { resource: 'pods', subresource: 'log' }, false],
  ['all subresources', { resources: ['pods/*'] }, { resource: 'pods', subresource: 'log' }, true],
  ['all subresources', { resources: ['pods/*'] }, { resource: 'pods' }, true],
  ['one subresource', { resources: ['*/scale'] }, { resource: 'pods', subresource: 'log' }, false],
  ['everything below everything', { resources: ['*/*'] }, { resource: 'pods', subresource: 'log' }, true],
  ['what is in no namespace', { scope: 'Cluster' }, { resource: 'pods' }, false],
  ['what is in no namespace', { scope: 'Cluster' }, { resource: 'nodes', namespace: '' }, true],
  ['namespaces, which are in none', { scope: 'Cluster' }, { resource: 'namespaces', namespace: 'a' }, true],
  ['what is in a namespace', { scope: 'Namespaced' }, { resource: 'namespaces', namespace: 'a' }, false],
])('a rule for %s: %j meets %j: %s', (_, rule, given, isMet) => {
  const matched = matchedResource(attributesOf(given), { rules: [{ ...RULE, ...rule }], isExact: false });
  expect(matched !== undefined).toBe(isMet);
});

describe('another version of the resource', () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
  const asked = { group: 'apps', version: 'v1beta1' };
  const attributes = {
    ...attributesOf({ group: 'apps', resource: 'deployments', object: deployment }),
    requestResource: { ...asked, resource: 'deployments' },
    requestKind: { ...asked, kind: 'Deployment' },
  };
  const rules = [{ ...RULE, apiVersions: ['v1'] }];

  test('is put before who wants no other', () =>
    expect(matchedResource(attributes, { rules, isExact: false })).toMatchObject({
      resource: { group: 'apps', version: 'v1', resource: 'deployments' },
      kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      version: { version: 'v1', message: 'kubets.apps.v1.Deployment' },
    }));

  test('is not, where the match has to be exact', () =>
    expect(matchedResource(attributes, { rules, isExact: true })).toBeUndefined());

  test('is not needed where any is right', () =>
    expect(matchedResource(attributes, { rules: [RULE], isExact: false })).toMatchObject({
      version: { message: 'kubets.apps.v1beta1.Deployment' },
    }));
});

test.each([
  ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', true],
  ['example.com', 'ValidatingWebhookConfiguration', false],
])('%s %s configures admission: %s', (group, kind, expected) => {
  const attributes = attributesOf({ group, object: { kind } });
  expect(configuresAdmission(attributes)).toBe(expected);
});
