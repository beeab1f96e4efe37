import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ConfigMap, Namespace } from '@kubets/proto-gen/core/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { rootCaCertPublisherController } from './rootcacertpublisher-controller';

const rootCaFile = join(mkdtempSync(join(tmpdir(), 'root-ca-')), 'ca.crt');
writeFileSync(rootCaFile, 'PEM');
afterAll(() => rmSync(dirname(rootCaFile), { recursive: true }));
const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };

let running: RunningControllers;
afterEach(() => running.stop());
const published = (): ConfigMap | undefined => running.cluster.objects<ConfigMap>('configmaps')[0];

test('publishes the certificate and puts it right again', async () => {
  running = startControllers([rootCaCertPublisherController], { objects: [namespace], config: { rootCaFile } });
  await running.settle();
  expect(published()).toMatchObject({
    metadata: {
      namespace: 'a',
      name: 'kube-root-ca.crt',
      annotations: { 'kubernetes.io/description': expect.stringContaining('CA bundle') },
    },
    data: { 'ca.crt': 'PEM' },
  });
  await running.cluster.configMaps.update({ ...published()!, data: { 'ca.crt': 'forged', more: 'x' } });
  await running.settle();
  expect(published()?.data).toEqual({ 'ca.crt': 'PEM' });
  await running.cluster.configMaps.delete({ namespace: 'a', name: 'kube-root-ca.crt' });
  await running.settle();
  expect(published()?.data).toEqual({ 'ca.crt': 'PEM' });
});

test('without --root-ca-file there is nothing to publish', async () => {
  running = startControllers([rootCaCertPublisherController], { objects: [namespace] });
  await running.settle();
  expect(published()).toBeUndefined();
});
