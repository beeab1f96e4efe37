// Patches that are taken by mistake, and what is told of them. Where Kubernetes answers 500 to them, it is a 400 here.
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { expectAnswer, type Answer } from './expect-answer';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
const CORE = '/api/v1/namespaces/default';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
  const labels = { app: 'web' };
  await api.call(`${CORE}/configmaps`, { method: 'POST', body: { metadata: { name: 'c' }, data: { a: '1' } } });
  await api.call(DEPLOYMENTS, {
    method: 'POST',
    body: {
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'c', image: 'i' }], volumes: [{ name: 'v', emptyDir: {} }] },
        },
      },
    },
  });
});
afterAll(() => cluster.stop());

const [CONFIG_MAP, DEPLOYMENT] = [`${CORE}/configmaps/c`, `${DEPLOYMENTS}/d`];
const pods = (spec: object) => ({ spec: { template: { spec } } });

test.each<[string, string, string, object, Answer]>([
  [
    'of its uid',
    'merge',
    CONFIG_MAP,
    { metadata: { uid: 'x' } },
    { code: 422, message: 'ConfigMap "c" is invalid: metadata.uid: Invalid value: "x": field is immutable' },
  ],
  [
    'of its kind',
    'merge',
    CONFIG_MAP,
    { kind: 'Secret' },
    { code: 422, message: /: converting \(v1\.Secret\) to \(core\.ConfigMap\): unknown conversion$/ },
  ],
  ['of its type', 'merge', CONFIG_MAP, { data: 7 }, { code: 422, message: /^ "" is invalid: patch: Invalid value: "/ }],
  [
    'by a directive that there is not',
    'strategic-merge',
    CONFIG_MAP,
    { $patch: 'foo' },
    { code: 400, message: 'unknown patch type: foo in map: map[$patch:foo]' },
  ],
  [
    'of an item that is not named',
    'strategic-merge',
    DEPLOYMENT,
    pods({ containers: [{ image: 'other' }] }),
    { code: 400, message: /map: map\[image:other\] does not contain declared merge key: name$/ },
  ],
  [
    'that keeps other keys than it has',
    'strategic-merge',
    DEPLOYMENT,
    pods({ volumes: [{ name: 'v', $retainKeys: ['name'], emptyDir: {} }] }),
    { code: 400, message: 'invalid patch format of retainKeys' },
  ],
  [
    'that makes an object of a list',
    'strategic-merge',
    DEPLOYMENT,
    pods({ containers: {} }),
    { code: 422, message: /^ "" is invalid: patch: Invalid value: "/ },
  ],
])('a change %s', (_, type, path, body, answer) =>
  expectAnswer(
    api,
    path,
    { method: 'PATCH', body, headers: { 'content-type': `application/${type}-patch+json` } },
    answer,
  ),
);
