import type { PodTemplate } from '@kubets/proto-gen/core/v1';
import { cellsOf, created, updated } from '../testing/strategy-harness';
import { podTemplates } from './podtemplates';

const podTemplate = (template: PodTemplate['template']): PodTemplate => ({
  metadata: { name: 'web', namespace: 'default' },
  template,
});
const containers = [
  { name: 'web', image: 'nginx:1' },
  { name: 'side', image: 'busybox' },
];

test('the pods have the defaults of pods', () => {
  const { object, errors } = created(podTemplates, podTemplate({ spec: { containers } }));
  expect(errors).toEqual([]);
  expect(object.template).toMatchObject({
    metadata: {},
    spec: {
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      containers: [{ imagePullPolicy: 'IfNotPresent' }, { imagePullPolicy: 'Always' }],
    },
  });
});

test.each<[string, PodTemplate['template'], string[]]>([
  ['nothing', undefined, ['template.spec.containers: Required value']],
  ['pods that end', { spec: { containers, restartPolicy: 'Never', activeDeadlineSeconds: 60 } }, []],
  [
    'an unknown restart policy',
    { spec: { containers, restartPolicy: 'Sometimes' } },
    ['template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
  ],
  [
    'ephemeral containers',
    {
      spec: {
        containers,
        ephemeralContainers: [
          { name: 'debug', image: 'busybox', imagePullPolicy: 'Always', terminationMessagePolicy: 'File' },
        ],
      },
    },
    ['template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template'],
  ],
])('a template of %s', (_, template, expected) => {
  expect(created(podTemplates, podTemplate(template)).errors).toEqual(expected);
});

test('everything of it can be changed', () => {
  const { object } = created(podTemplates, podTemplate({ spec: { containers } }));
  expect(
    updated(podTemplates, object, (changed) => (changed.template!.spec!.containers = [containers[0]!])).errors,
  ).toEqual([]);
});

test('its columns are seen without -o wide', () => {
  const template = podTemplate({ metadata: { labels: { app: 'web', a: 'b' } }, spec: { containers } });
  expect(cellsOf(podTemplates, template)).toEqual({
    Name: 'web',
    Containers: 'web,side',
    Images: 'nginx:1,busybox',
    'Pod Labels': 'a=b,app=web',
  });
  expect(podTemplates.columns.map(({ priority }) => priority)).toEqual([0, 0, 0, 0]);
});
