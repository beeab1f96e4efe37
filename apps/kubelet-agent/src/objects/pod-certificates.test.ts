import { createEventRecorder } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger, eventually } from '@kubets/component/testing';
import type { PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import type { Event, Pod } from '@kubets/proto-gen/core/v1';
import { createPodEvents } from '../events/pod-events';
import { createPodCertificates } from './pod-certificates';
import { anchorsOf, createTrustBundles } from './trust-bundles';

const logger = createTestLogger();
const pod: Pod = {
  metadata: { namespace: 'd', name: 'p', uid: 'u' },
  spec: {
    serviceAccountName: 'robot',
    volumes: [
      {
        name: 'v',
        projected: {
          sources: [
            { podCertificate: { signerName: 'a.b/c', keyType: 'ED25519', maxExpirationSeconds: 3600, keyPath: 'k' } },
          ],
        },
      },
    ],
  },
};
const SOURCE = { volume: 'v', index: 0 };

function setup() {
  const clock = createFakeClock();
  const cluster = createFakeCluster([], { clock });
  cluster.seed({
    kind: 'ServiceAccount',
    apiVersion: 'v1',
    metadata: { namespace: 'd', name: 'robot', uid: 's' },
  } as object);
  const stop = new AbortController();
  const changed: string[] = [];
  const certificates = createPodCertificates({
    client: cluster,
    nodeName: 'n',
    nodeUid: () => 'nu',
    events: createPodEvents(createEventRecorder({ client: cluster, component: 'kubelet', logger, clock })),
    onChange: (uid) => void changed.push(uid),
    clock,
    logger,
    signal: stop.signal,
  });
  const requests = () => cluster.objects<PodCertificateRequest>('podcertificaterequests');
  const end = (type: string, more: object = {}, of = requests().at(-1)!) => {
    const condition = { type, status: 'True', reason: 'Because', message: 'm' };
    return cluster.podCertificateRequests.updateStatus({ ...of, status: { conditions: [condition], ...more } });
  };
  return { clock, cluster, certificates, requests, end, changed, stop };
}
const NOT_YET = 'credential bundle is not issued yet';

test('a certificate is asked for, used, and asked for again before it ends', async () => {
  const { clock, certificates, requests, end, changed, stop } = setup();
  expect(() => certificates.credentials(pod, SOURCE)).toThrow(NOT_YET);
  await eventually(() => requests().length === 1);
  expect(requests()[0]).toMatchObject({
    metadata: { namespace: 'd', ownerReferences: [{ kind: 'Pod', name: 'p', uid: 'u' }] },
    spec: {
      signerName: 'a.b/c',
      podName: 'p',
      podUID: 'u',
      serviceAccountName: 'robot',
      serviceAccountUID: 's',
      nodeName: 'n',
      nodeUID: 'nu',
      maxExpirationSeconds: 3600,
    },
  });
  expect(() => certificates.credentials(pod, SOURCE)).toThrow(NOT_YET);
  const beginRefreshAt = new Date(clock.now().getTime() + 3000_000).toISOString();
  const chain = '-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n';
  await end('Issued', { certificateChain: `text\n${chain}`, beginRefreshAt });
  await eventually(() => changed.length === 1);
  const issued = certificates.credentials(pod, SOURCE);
  expect(issued.key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(issued.chain).toBe(chain);
  await clock.advance(3000_000 + 300_000);
  await eventually(() => requests().length === 2);
  // Until the next one is there.
  expect(certificates.credentials(pod, SOURCE)).toBe(issued);
  certificates.forget('u');
  stop.abort();
});

test('what a signer denies stays denied', async () => {
  const { cluster, certificates, requests, end, changed, stop } = setup();
  expect(() => certificates.credentials(pod, SOURCE)).toThrow(NOT_YET);
  await eventually(() => requests().length === 1);
  await end('Denied');
  await eventually(() => changed.length === 1);
  expect(() => certificates.credentials(pod, SOURCE)).toThrow(
    'PodCertificateRequest was permanently denied: reason="Because" message="m"',
  );
  await eventually(() => cluster.objects<Event>('events').some(({ reason }) => reason === 'Denied'));
  stop.abort();
});

test('a request that is deleted is made anew', async () => {
  const { cluster, certificates, requests, stop } = setup();
  expect(() => certificates.credentials(pod, SOURCE)).toThrow(NOT_YET);
  await eventually(() => requests().length === 1);
  const [{ metadata } = {}] = requests();
  await cluster.podCertificateRequests.delete({ namespace: 'd', name: metadata!.name! });
  await eventually(() => requests().length === 1 && requests()[0]!.metadata!.uid !== metadata!.uid);
  stop.abort();
});

describe('bundles', () => {
  const pem = (text: string) =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(text).toString('base64')}\n-----END CERTIFICATE-----\n`;
  const bundle = (name: string, trustBundle: string, signerName?: string, labels = {}) => ({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'ClusterTrustBundle',
    metadata: { name, labels },
    spec: { trustBundle, ...(signerName && { signerName }) },
  });

  test('each certificate once', () => {
    expect(anchorsOf([bundle('a', pem('2') + pem('1')), bundle('b', pem('1'))])).toBe(pem('1') + pem('2'));
  });

  test('by name, or by signer and labels', async () => {
    const cluster = createFakeCluster();
    cluster.seed(
      bundle('a', pem('a')) as object,
      bundle('s:b', pem('b'), 'x.y/s', { live: 'yes' }) as object,
      bundle('s:c', pem('c'), 'x.y/s') as object,
    );
    const stop = new AbortController();
    const bundles = createTrustBundles({ client: cluster, logger, signal: stop.signal });
    expect(await bundles.anchors({ name: 'a' })).toBe(pem('a'));
    expect(await bundles.anchors({ signerName: 'x.y/s', labelSelector: {} })).toBe(pem('b') + pem('c'));
    expect(await bundles.anchors({ signerName: 'x.y/s', labelSelector: { matchLabels: { live: 'yes' } } })).toBe(
      pem('b'),
    );
    expect(await bundles.anchors({ name: 'z', optional: true })).toBe('');
    await expect(bundles.anchors({ name: 'z' })).rejects.toThrow('"z" not found');
    await expect(bundles.anchors({ signerName: 'x.y/s' })).rejects.toThrow('matched zero ClusterTrustBundles');
    let changes = 0;
    bundles.onChange(() => changes++);
    await cluster.clusterTrustBundles.delete({ name: 'a' });
    await eventually(() => changes > 0);
    stop.abort();
  });
});
