import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createTestPki, type TestPki } from '@kubets/component/testing';
import type { ClusterPki } from '../pki/cluster-pki';
import { createProber, livenessOf } from './probe-health';

let pki: TestPki;
let server: Server;
let base: string;

/** An etcd whose disk does not get anything done: what writes gets no answer. */
beforeAll(async () => {
  pki = await createTestPki();
  const { cert, key } = await pki.issue({ commonName: 'etcd', names: ['127.0.0.1'] });
  server = createServer({ cert, key }, ({ url }, response) => {
    if (url === '/version') response.end('{"etcdserver":"3.4.23","etcdcluster":"3.4.0"}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  pki.remove();
});

test('an etcd that waits for its disk is not well, and does not hang', async () => {
  const { certFile: certificateFile, keyFile } = await pki.issue({ commonName: 'client', names: [] });
  const identity = { certificateFile, keyFile };
  const probe = createProber({
    caFile: pki.caFile,
    etcdCaFile: pki.caFile,
    admin: identity,
    apiserverEtcdClient: identity,
  } as ClusterPki);
  const health = { kind: 'etcd', url: `${base}/health`, livenessUrl: `${base}/version` } as const;
  expect(await probe(health)).toMatchObject({ healthy: false, answered: false });
  expect(await probe(livenessOf(health))).toMatchObject({ answered: true });
});
