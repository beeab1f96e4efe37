import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

export const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

export const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { key: 'value' },
  ...more,
});

/** A cluster for the tests of a file, and its administrator's requests. */
export function useCluster() {
  let cluster: TestCluster;
  let api: RunningApiserver;
  beforeAll(async () => {
    cluster = await startTestCluster();
    api = await cluster.start();
  });
  afterAll(() => cluster.stop());
  const call: RunningApiserver['call'] = (path, o) => api.call(path, o);
  return {
    cluster: () => cluster,
    api: () => api,
    call,
    post: (path: string, body: unknown, headers?: Record<string, string>) =>
      call(path, { method: 'POST', body, ...(headers ? { headers } : {}) }),
    put: (path: string, body: unknown) => call(path, { method: 'PUT', body }),
    patch: (path: string, type: string, body: unknown) =>
      call(path, { method: 'PATCH', body, headers: { 'content-type': `application/${type}` } }),
    remove: (path: string, body?: unknown) => call(path, { method: 'DELETE', body }),
  };
}
