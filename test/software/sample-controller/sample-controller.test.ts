// Kubernetes' own example of a controller: a Foo has a Deployment, which comes again when it goes, and a status.
import { join } from 'node:path';
import { eventually } from '../../e2e/cluster/eventually';
import { namespacedKubectl } from '../namespaced-kubectl';
import { filesOf, programOf, publishProgram } from '../software';
import { sampleControllerModule } from './sample-controller';

jest.setTimeout(200_000);

const kubectl = namespacedKubectl('sample-controller');
const foo = () => kubectl.json('get foo example-foo');
const deployment = () => kubectl.json('get deployment example-foo');

let examples: string;
beforeAll(async () => {
  examples = join(await filesOf(sampleControllerModule), 'artifacts/examples');
  const program = await programOf(sampleControllerModule, 'sample-controller');
  await publishProgram({
    repository: 'software/sample-controller',
    tag: 'v0.37.1',
    program,
    path: 'sample-controller',
  });
  await kubectl('create namespace sample-controller');
});
afterAll(async () => {
  await kubectl(`delete -f ${__dirname}/controller.yaml --ignore-not-found`);
  await kubectl('delete namespace sample-controller --ignore-not-found', { timeoutMs: 120_000 });
  await kubectl('delete crd foos.samplecontroller.k8s.io --ignore-not-found');
});

test('is installed, and leads', async () => {
  await kubectl(`apply -f ${examples}/crd-status-subresource.yaml`);
  await kubectl('wait crd/foos.samplecontroller.k8s.io --for=condition=Established --timeout=30s');
  await kubectl(`apply -f ${__dirname}/controller.yaml`);
  await kubectl('rollout status deployment/sample-controller --timeout=90s', { timeoutMs: 100_000 });
});

test('a Foo gets its Deployment and a status, and is told of', async () => {
  await kubectl(`apply -f ${examples}/example-foo.yaml`);
  await eventually(async () => expect((await foo()).status).toEqual({ availableReplicas: 1 }), 60_000);
  const { metadata, spec } = await deployment();
  const owner = { apiVersion: 'samplecontroller.k8s.io/v1alpha1', kind: 'Foo', name: 'example-foo', controller: true };
  expect(metadata.ownerReferences).toEqual([expect.objectContaining(owner)]);
  expect(spec.replicas).toBe(1);
  const events = await eventually(async () => {
    const { items } = await kubectl.json(
      'get events --field-selector involvedObject.name=example-foo,involvedObject.kind=Foo',
    );
    expect(items).not.toEqual([]);
    return items;
  });
  expect(events[0]).toMatchObject({ reason: 'Synced', message: 'Foo synced successfully', type: 'Normal' });
});

test('what it owns comes again, and goes with the number that is asked for', async () => {
  const { uid } = (await deployment()).metadata;
  await kubectl('delete deployment example-foo');
  await eventually(async () => expect((await deployment()).metadata.uid).not.toBe(uid), 60_000);
  await kubectl(`patch foo example-foo --type=merge -p '{"spec":{"replicas":2}}'`);
  await eventually(async () => expect((await foo()).status).toEqual({ availableReplicas: 2 }), 60_000);
  await kubectl('scale deployment example-foo --replicas=3');
  await eventually(async () => expect((await deployment()).spec.replicas).toBe(2));
});

test('what the schema refuses, and what another owns', async () => {
  const patched = await kubectl.try(`patch foo example-foo --type=merge -p '{"spec":{"replicas":11}}'`);
  expect(patched.stderr).toContain(
    'spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10',
  );
  const other = {
    apiVersion: 'samplecontroller.k8s.io/v1alpha1',
    kind: 'Foo',
    metadata: { name: 'other-foo' },
    spec: { deploymentName: 'sample-controller', replicas: 1 },
  };
  await kubectl('apply -f -', { input: JSON.stringify(other) });
  await eventually(async () =>
    expect(await kubectl('get events --field-selector reason=ErrResourceExists')).toContain(
      'Resource "sample-controller" already exists and is not managed by Foo',
    ),
  );
});

test('what it owns goes with it', async () => {
  await kubectl('delete foo example-foo');
  await eventually(async () => expect((await kubectl.try('get deployment example-foo')).stderr).toContain('not found'));
});
