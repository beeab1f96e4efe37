import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ClusterTrustBundle } from '@kubets/proto-gen/certificates/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { apiServerBundle, clusterTrustBundlePublisherController } from './clustertrustbundlepublisher-controller';

const rootCaFile = join(mkdtempSync(join(tmpdir(), 'trust-bundle-')), 'ca.crt');
writeFileSync(rootCaFile, 'PEM');
afterAll(() => rmSync(dirname(rootCaFile), { recursive: true }));

let running: RunningControllers;
afterEach(() => running.stop());
const published = () =>
  running.cluster
    .objects<ClusterTrustBundle>('clustertrustbundles')
    .map(({ metadata, spec }) => [metadata?.name, spec?.trustBundle]);
const other = { ...apiServerBundle('PEM'), metadata: { name: 'other' }, spec: { trustBundle: 'mine' } };

test('one bundle under the signer, made again and put right, and no other', async () => {
  const old = apiServerBundle('older');
  running = startControllers([clusterTrustBundlePublisherController], {
    objects: [old, other],
    config: { rootCaFile },
  });
  await running.settle();
  const name = published().find(([, text]) => text === 'PEM')?.[0];
  expect(published().sort()).toEqual(
    [
      [name, 'PEM'],
      ['other', 'mine'],
    ].sort(),
  );
  expect(name).toMatch(/^kubernetes\.io:kube-apiserver-serving:[0-9a-f]{24}$/);
  const [current] = running.cluster
    .objects<ClusterTrustBundle>('clustertrustbundles')
    .filter(({ metadata }) => metadata?.name === name);
  await running.cluster.clusterTrustBundles.update({ ...current!, spec: { ...current!.spec, trustBundle: 'forged' } });
  await running.settle();
  expect(published()).toContainEqual([name, 'PEM']);
  await running.cluster.clusterTrustBundles.delete({ name: name! });
  await running.settle();
  expect(published()).toContainEqual([name, 'PEM']);
});

test('without --root-ca-file there is nothing to publish', async () => {
  running = startControllers([clusterTrustBundlePublisherController], { objects: [other] });
  await running.settle();
  expect(published()).toEqual([['other', 'mine']]);
});
