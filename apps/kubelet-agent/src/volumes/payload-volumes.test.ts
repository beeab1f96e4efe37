import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Pod, PodSpec, Volume, VolumeProjection } from '@kubets/proto-gen/core/v1';
import type { Mounts } from '../system/mounts';
import { volumeKindOf } from './registry';
import type { VolumeSources } from './volume-kind';

const directory = mkdtempSync(join(tmpdir(), 'kubets-volumes-'));
afterAll(() => rmSync(directory, { recursive: true }));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const sources: VolumeSources = {
  image: async () => [],
  claimed: () => Promise.reject(new Error('no claims')),
  secret: async (name) => (name === 'login' ? { data: { user: base64('ann'), password: base64('hush') } } : undefined),
  configMap: async (name) =>
    name === 'settings' ? { data: { 'app.conf': 'a=1' }, binaryData: { logo: base64('\u0001') } } : undefined,
  token: async ({ audience = 'cluster', expirationSeconds }) => `token for ${audience}, ${expirationSeconds} s`,
  trustAnchors: async ({ name }) => `anchors of ${name}`,
  csi: () => Promise.reject(new Error('no drivers')),
  podCertificate({ index }) {
    if (index === 1) throw new Error('credential bundle is not issued yet');
    return { key: 'key;', chain: 'chain' };
  },
  nodeAllocatable: { cpu: '4', memory: '8Gi' },
  addresses: { podIps: ['10.244.0.7'], hostIps: ['10.201.0.11'] },
};
const me = process.getuid!();
const pod = (spec: Partial<PodSpec> = {}): Pod => ({
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', resources: { limits: { cpu: '2' } } }], ...spec },
});
const byMe = pod({ securityContext: { runAsUser: me } });
const byTwo = pod({ containers: [{ name: 'a', securityContext: { runAsUser: me } }, { name: 'b' }] });

let made = 0;
/** What a volume has been filled with: text and mode of each file, and whether it was asked for in memory. */
async function filled(volume: Volume, { of = pod(), fsGroup }: { of?: Pod; fsGroup?: number } = {}) {
  const target = join(directory, String(made++));
  const inMemory: string[] = [];
  const mounts = {
    isMounted: async () => false,
    mountTmpfs: async (path) => void inMemory.push(path),
  } as Partial<Mounts> as Mounts;
  await volumeKindOf(volume).setUp({ pod: of, volume, directory: target, fsGroup, places: [], sources, mounts });
  const files = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // Beneath the version that ..data stands for; Node.js 26 goes through links to folders as well.
    .filter((file) => relative(target, file).startsWith('..'))
    .map((file) => [relative(target, file).split('/').slice(1).join('/'), file] as const);
  return {
    inMemory: inMemory.length > 0,
    files: Object.fromEntries(
      files.map(([path, file]) => [path, [readFileSync(file, 'utf8'), (statSync(file).mode & 0o777).toString(8)]]),
    ),
  };
}
const projected = (...all: VolumeProjection[]): Volume => ({ name: 'v', projected: { sources: all } });

test.each<[string, Volume, boolean, Record<string, [string, string]>]>([
  [
    'all of a Secret, in memory',
    { name: 'v', secret: { secretName: 'login' } },
    true,
    { user: ['ann', '644'], password: ['hush', '644'] },
  ],
  [
    'items of a Secret, with modes of their own',
    {
      name: 'v',
      secret: { secretName: 'login', defaultMode: 0o400, items: [{ key: 'user', path: 'a/b' }] },
    },
    true,
    { 'a/b': ['ann', '400'] },
  ],
  ['a Secret that need not be there', { name: 'v', secret: { secretName: 'none', optional: true } }, true, {}],
  [
    'a ConfigMap, text and bytes',
    { name: 'v', configMap: { name: 'settings' } },
    false,
    { 'app.conf': ['a=1', '644'], logo: ['\u0001', '644'] },
  ],
  [
    'items of a ConfigMap that need not be there',
    { name: 'v', configMap: { name: 'settings', optional: true, items: [{ key: 'gone', path: 'gone' }] } },
    false,
    {},
  ],
  [
    'what a pod may know of itself',
    {
      name: 'v',
      downwardAPI: {
        items: [
          { path: 'name', fieldRef: { fieldPath: 'metadata.name' } },
          { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' }, mode: 0o600 },
          { path: 'cpu', resourceFieldRef: { containerName: 'web', resource: 'limits.cpu' } },
        ],
      },
    },
    true,
    { name: ['web', '644'], labels: ['app="web"', '600'], cpu: ['2', '644'] },
  ],
  [
    'several sources, of which the later one wins',
    projected(
      { secret: { name: 'login', items: [{ key: 'user', path: 'x' }] } },
      { configMap: { name: 'settings', items: [{ key: 'app.conf', path: 'x', mode: 0o440 }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ),
    true,
    { x: ['a=1', '440'], namespace: ['shop', '644'] },
  ],
])('%s', async (_, volume, inMemory, files) => {
  expect(await filled(volume)).toEqual({ inMemory, files });
});

test('certificates: who is trusted, and who the pod is', async () => {
  const podCertificate = { credentialBundlePath: 'both', keyPath: 'tls.key', certificateChainPath: 'tls.crt' };
  const trusted = { name: 'root', path: 'ca.crt' };
  expect(await filled(projected({ podCertificate }, { clusterTrustBundle: trusted }))).toEqual({
    inMemory: true,
    files: {
      both: ['key;chain', '644'],
      'tls.key': ['key;', '644'],
      'tls.crt': ['chain', '644'],
      'ca.crt': ['anchors of root', '644'],
    },
  });
  await expect(filled(projected({ clusterTrustBundle: trusted }, { podCertificate }))).rejects.toThrow(
    'credential bundle is not issued yet',
  );
});

const TOKEN = { audience: 'vault', expirationSeconds: 600, path: 'token' };

test.each<[string, { of?: Pod; fsGroup?: number }, string]>([
  ['everybody where nobody knows who runs', {}, '644'],
  ['the user that all containers run as', { of: byMe }, '600'],
  ['everybody where they run as several', { of: byTwo }, '644'],
])('a token may be read by %s', async (_, options, mode) => {
  const { files } = await filled(projected({ serviceAccountToken: TOKEN }), options);
  expect(files).toEqual({ token: ['token for vault, 600 s', mode] });
});

test.each<[string, Volume, string]>([
  ['a Secret', { name: 'v', secret: { secretName: 'none' } }, 'secret "none" not found'],
  [
    'a key of a Secret',
    { name: 'v', secret: { secretName: 'login', items: [{ key: 'pin', path: 'pin' }] } },
    'references non-existent secret key: pin',
  ],
  ['a ConfigMap', { name: 'v', configMap: { name: 'none' } }, 'configmap "none" not found'],
  [
    'a key of a ConfigMap',
    { name: 'v', configMap: { name: 'settings', items: [{ key: 'x', path: 'x' }] } },
    'references non-existent config key: x',
  ],
  [
    'two sources, both told',
    projected({ secret: { name: 'none' } }, { configMap: { name: 'none' } }, { secret: { name: 'login' } }),
    '[secret "none" not found, configmap "none" not found]',
  ],
  [
    'a container',
    { name: 'v', downwardAPI: { items: [{ path: 'a', resourceFieldRef: { containerName: 'b', resource: 'x' } }] } },
    'container b not found',
  ],
  [
    'a path inside of the volume',
    { name: 'v', secret: { secretName: 'login', items: [{ key: 'user', path: '../up' }] } },
    'invalid path "../up"',
  ],
])('waits for what is missing: %s', async (_, volume, message) => {
  await expect(filled(volume)).rejects.toThrow(message);
});
