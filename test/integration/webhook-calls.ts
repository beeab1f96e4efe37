import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';
import { startWebhookServer, type WebhookServer } from './webhook-server';

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
export const CONFIGMAP_RULE = {
  apiGroups: [''],
  apiVersions: ['v1'],
  resources: ['configmaps'],
  operations: ['CREATE'],
};
export const configMap = (name: string, more: object = {}) => ({ metadata: { name, labels: { test: name } }, ...more });

type Kind = 'mutating' | 'validating';
export const configurations = (kind: Kind) => `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations`;

/** A cluster with a server of webhooks for the tests of a file. */
export function useWebhooks() {
  let cluster: TestCluster;
  let api: RunningApiserver;
  let hooks: WebhookServer;
  beforeAll(async () => {
    cluster = await startTestCluster();
    [api, hooks] = await Promise.all([cluster.start(), startWebhookServer(cluster)]);
  });
  afterAll(async () => {
    hooks.stop();
    await cluster.stop();
  });

  const call: RunningApiserver['call'] = (path, o) => api.call(path, o);
  return {
    cluster: () => cluster,
    api: () => api,
    hooks: () => hooks,
    call,
    /** A webhook that is meant for objects with the label test=NAME only, so that tests do not meet each other's. */
    webhook: (name: string, more: object = {}) => ({
      name: `${name}.kubets.test`,
      clientConfig: { url: `https://127.0.0.1:${hooks.port}/${name}`, caBundle: hooks.caBundle },
      rules: [CONFIGMAP_RULE],
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      objectSelector: { matchLabels: { test: name } },
      ...more,
    }),
    async configure(kind: Kind, name: string, webhooks: object[]): Promise<any> {
      const { code, body } = await call(configurations(kind), {
        method: 'POST',
        body: { metadata: { name }, webhooks },
      });
      expect([code, body.message]).toEqual([201, undefined]);
      // What is read is as new as what was written, and so are the configurations that requests from now on meet.
      await call(`${configurations(kind)}/${name}`);
      return body;
    },
    create: (body: object, path = CONFIG_MAPS) => call(path, { method: 'POST', body }),
    /** What the webhook at /NAME has been asked. */
    askedOf: (name: string) => hooks.asked.filter(({ path }) => path === `/${name}`).map(({ request }) => request),
  };
}
