import { storedResources } from '@kubets/proto-gen/catalogue';
import { type MessageSchema, schema } from '@kubets/proto-gen/schema';
import { hasTemplate, templateOf } from './pod-template';

const TEMPLATE = 'kubets.core.v1.PodTemplateSpec';

/** Whether objects of the type have a template below the fields that say what is wanted. */
const makesPods = ({ fields }: MessageSchema): boolean =>
  Object.values(fields).some(
    ({ message, schema: child, repeated }) =>
      !repeated &&
      (message === TEMPLATE || (child !== undefined && /(Spec|TemplateSpec)$/.test(child.name) && makesPods(child))),
  );

test.each(Object.values(storedResources).map((names) => [`${names.plural}.${names.group}`, names] as const))(
  '%s are known to make pods if and only if they have a template',
  (_, { group, plural: resource, versions }) => {
    const [{ version, message }] = versions;
    expect(hasTemplate({ group, version, resource })).toBe(makesPods(schema.of(message)));
  },
);

const template = { metadata: { annotations: { a: 'b' } }, spec: { hostNetwork: true, containers: [] } };
test.each<[string, string, object]>([
  ['', 'podtemplates', { template }],
  ['apps', 'deployments', { spec: { template } }],
  ['batch', 'cronjobs', { spec: { jobTemplate: { spec: { template } } } }],
])('the template of %s %s', (group, resource, object) => {
  expect(templateOf({ group, version: 'v1', resource }, object)).toEqual({
    annotations: { a: 'b' },
    spec: { hostNetwork: true, containers: [] },
  });
  expect(templateOf({ group, version: 'v1', resource }, {})).toBeUndefined();
});

test('what makes no pods has none', () =>
  expect(
    templateOf({ group: '', version: 'v1', resource: 'configmaps' }, { spec: { template } } as object),
  ).toBeUndefined());
