// What a program does with the package `@kubernetes/client-node`, any version of it: each step prints one line of JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { PACKAGES, KUBECONFIG, NAMESPACE } = process.env;
const k8s = createRequire(join(PACKAGES, 'package.json'))('@kubernetes/client-node');

const config = new k8s.KubeConfig();
config.loadFromFile(KUBECONFIG);
const core = config.makeApiClient(k8s.CoreV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);

/** Before 1.0 an answer came with its response, and parameters had an order instead of names. */
const bodyOf = async (answer) => {
  const got = await answer;
  return got?.body && got.response ? got.body : got;
};
const named = core.listNamespacedConfigMap.length <= 2;
const list = (options = {}) => {
  const { _continue, fieldSelector, labelSelector, limit } = options;
  return bodyOf(
    named
      ? core.listNamespacedConfigMap({ namespace: NAMESPACE, ...options })
      : core.listNamespacedConfigMap(NAMESPACE, undefined, undefined, _continue, fieldSelector, labelSelector, limit),
  );
};
const read = (name) =>
  bodyOf(
    named
      ? core.readNamespacedConfigMap({ name, namespace: NAMESPACE })
      : core.readNamespacedConfigMap(name, NAMESPACE),
  );

const configMap = (name, data, labels) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: NAMESPACE, ...(labels ? { labels } : {}) },
  data,
});

function refusalOf(error) {
  const body = error.body ?? error.response?.body;
  const status = typeof body === 'string' ? JSON.parse(body) : body;
  const code = error.code ?? error.statusCode;
  if (typeof code !== 'number') return undefined;
  // Before 1.0 a Status was read as the object that was asked for, where the answer of success is no Status either.
  if (!status?.reason) return { code };
  const causes = status.details?.causes?.map(({ field, reason }) => [field, reason]);
  return { code, reason: status.reason, ...(causes ? { causes } : {}) };
}

async function step(name, work) {
  const got = await Promise.resolve()
    .then(work)
    .catch((error) => refusalOf(error) ?? { failed: `${error.name}: ${error.message}`.slice(0, 500) });
  console.log(JSON.stringify({ step: name, got }));
}

/** Any kind of patch, whatever the version's own way to choose it. */
function patch(object, type, { manager, force } = {}) {
  const [pretty, dryRun] = [undefined, undefined];
  const asHeader = { headers: { 'Content-Type': type } };
  return bodyOf(objects.patch(object, pretty, dryRun, manager, force, named ? type : asHeader));
}

const deployment = (name) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'nginx' }] } },
  },
});
const path = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
const create = async () => {
  const made = await bodyOf(objects.create(configMap('a', { k: '1' })));
  return [made.metadata.name, made.data];
};

await step('version', async () => (await bodyOf(config.makeApiClient(k8s.VersionApi).getCode())).gitVersion);
await step('create', create);
await step('create again', create);
await step('get absent', () => read('absent'));
await step('update', async () => {
  const found = await bodyOf(objects.read(configMap('a')));
  return (await bodyOf(objects.replace({ ...configMap('a', { k: '2' }), metadata: found.metadata }))).data;
});
await step('update stale', async () => {
  const { metadata } = await bodyOf(objects.read(configMap('a')));
  return bodyOf(objects.replace({ ...configMap('a', {}), metadata: { ...metadata, resourceVersion: '1' } }));
});
await step('merge patch', async () => {
  const object = configMap('a', { json: null, merge: '4' });
  return (await patch(object, 'application/merge-patch+json')).data;
});
await step('strategic merge patch', async () => {
  await objects.create(deployment('web'));
  const { apiVersion, kind, metadata } = deployment('web');
  const spec = { template: { spec: { containers: [{ name: 'side', image: 'busybox' }] } } };
  const patched = await patch({ apiVersion, kind, metadata, spec }, 'application/strategic-merge-patch+json');
  return patched.spec.template.spec.containers.map(({ name }) => name);
});
await step('apply', async () => {
  const send = (manager, k, force) =>
    patch(configMap('applied', { k }), 'application/apply-patch+yaml', { manager, force }).then(({ data }) => data.k);
  return [await send('one', '1', false), await send('two', '2', false).catch(refusalOf), await send('two', '2', true)];
});
await step('invalid', () =>
  bodyOf(
    objects.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'Bad_Name', namespace: NAMESPACE },
      spec: { ports: [{ port: 70000 }] },
    }),
  ),
);
await step('dry run', async () => {
  await objects.create(configMap('dry', {}), 'true', 'All');
  return read('dry');
});
await step('pages', async () => {
  for (let index = 0; index < 5; index++) await objects.create(configMap(`page-${index}`, {}, { set: 'pages' }));
  const sizes = [];
  let following = '';
  do {
    const page = await list({ labelSelector: 'set=pages', limit: 2, _continue: following || undefined });
    sizes.push(page.items.length);
    following = page.metadata._continue ?? page.metadata.continue ?? '';
  } while (following);
  return sizes;
});
await step('field selector', async () =>
  (await list({ fieldSelector: 'metadata.name=page-3' })).items.map(({ metadata }) => metadata.name),
);
await step('watch', async () => {
  const { resourceVersion } = (await list()).metadata;
  const seen = [];
  let done;
  const ended = new Promise((resolve) => (done = resolve));
  const watching = await new k8s.Watch(config).watch(
    path,
    { resourceVersion, timeoutSeconds: 20 },
    (type, { metadata }) => {
      seen.push([type, metadata.name]);
      if (type === 'DELETED') done();
    },
    done,
  );
  await objects.create(configMap('live', { k: '1' }));
  await patch(configMap('live', { k: '2' }), 'application/merge-patch+json');
  await objects.delete(configMap('live'));
  await ended;
  watching?.abort?.();
  return seen;
});
await step('informer', async () => {
  const informer = k8s.makeInformer(
    config,
    path,
    () =>
      named
        ? core.listNamespacedConfigMap({ namespace: NAMESPACE, labelSelector: 'of=informer' })
        : core.listNamespacedConfigMap(NAMESPACE, undefined, undefined, undefined, undefined, 'of=informer'),
    'of=informer',
  );
  const seen = [];
  let done;
  const ended = new Promise((resolve) => (done = resolve));
  for (const event of ['add', 'update', 'delete'])
    informer.on(event, ({ metadata }) => {
      if (metadata.name === 'before') seen.push(event);
      if (event === 'delete') done();
    });
  // Of its own end, too, it says that it was aborted.
  informer.on('error', (error) => {
    if (error?.name !== 'AbortError') seen.push(String(error));
  });
  const labels = { of: 'informer' };
  await objects.create(configMap('before', {}, labels));
  await informer.start();
  await patch(configMap('before', { k: '2' }, labels), 'application/merge-patch+json');
  await objects.delete(configMap('before'));
  await ended;
  await informer.stop?.();
  return seen;
});
await step('delete collection', async () => {
  const selector = 'set=pages';
  if (named) await core.deleteCollectionNamespacedConfigMap({ namespace: NAMESPACE, labelSelector: selector });
  else {
    // The order of its parameters is another in every version.
    const source = k8s.CoreV1Api.prototype.deleteCollectionNamespacedConfigMap.toString();
    const names = source
      .slice(source.indexOf('(') + 1, source.indexOf(')'))
      .split(',')
      .map((name) => name.trim());
    const values = names.map((name) =>
      name === 'namespace' ? NAMESPACE : name === 'labelSelector' ? selector : undefined,
    );
    await core.deleteCollectionNamespacedConfigMap(...values.slice(0, names.indexOf('labelSelector') + 1));
  }
  return (await list({ labelSelector: selector })).items.length;
});
await step('delete', async () => {
  await objects.delete(deployment('web'));
  return bodyOf(objects.read(deployment('web')));
});
await step('lease', async () => {
  const leases = config.makeApiClient(k8s.CoordinationV1Api);
  const at = '2026-01-02T03:04:05.678901Z';
  const time = k8s.V1MicroTime ? new k8s.V1MicroTime(at) : new Date(at);
  const body = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'leader', namespace: NAMESPACE },
    spec: { holderIdentity: 'me', leaseDurationSeconds: 15, acquireTime: time, renewTime: time },
  };
  const made = await bodyOf(
    named
      ? leases.createNamespacedLease({ namespace: NAMESPACE, body })
      : leases.createNamespacedLease(NAMESPACE, body),
  );
  const sameMillisecond = new Date(made.spec.acquireTime).getTime() === new Date(at).getTime();
  return [made.spec.holderIdentity, sameMillisecond];
});
process.exit(0);
