import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestPki } from '../../libs/component/src/testing/test-pki';
import { busyboxLayer, cachedRootfs, programLayer, publishImages } from '../images/build';
import { nginx, pause, PLAIN_SERVER, type CatalogImage } from '../images/catalog';
import { layerOf, type ImageConfig, type Layer } from '../images/oci-image';
import type { RootfsRecipe } from '../images/rootfs';
import type { Suite } from './suite';

/** What the suite's scripts call. */
const ROOTFS: RootfsRecipe = {
  packages: [
    'bash',
    'coreutils',
    'busybox-static',
    'curl',
    'wget',
    'bind9-dnsutils',
    'netcat-openbsd',
    'socat',
    'iproute2',
    'iptables',
    'util-linux',
    'perl-base',
    'libc-bin',
    'nginx-light',
  ],
  leftOut: /^(debconf|gcc-12-base|python3|adduser|passwd|media-types|perl$|perl-modules)/,
  links: {
    // busybox's shell calls its own applets before what is in PATH; dash drops variables such as `data-1` of the environment.
    'bin/sh': 'bash',
    'bin/nc': 'nc.openbsd',
    'usr/sbin/iptables': 'xtables-nft-multi',
  },
};

/** An image that the suite names. */
interface SuiteImage extends CatalogImage {
  /** What is on top of the root file system. */
  program?: Program;
}

/** agnhost at `/agnhost`, the same as one that gives its caller root's rights, and the servers of an aggregated API. */
type Program = 'agnhost' | 'set-user-id' | 'sample-apiserver' | 'etcd';

const suiteImage = (
  name: string,
  tags: string[],
  config: ImageConfig,
  differs: Partial<SuiteImage> = {},
): SuiteImage => ({
  repository: `e2e-test-images/${name}`,
  tags,
  full: true,
  files: {},
  config,
  ...differs,
});

const USERS = {
  'etc/passwd':
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\nuser-defined-in-image:x:1000:1000::/home/user-defined-in-image:/bin/sh\n',
  'etc/group':
    'root:x:0:\nnogroup:x:65534:\nuser-defined-in-image:x:1000:\ngroup-defined-in-image:x:50000:user-defined-in-image\n',
};

const AGNHOST: ImageConfig = { Entrypoint: ['/agnhost'], Cmd: ['pause'] };

const pet = (name: string): SuiteImage =>
  suiteImage(
    name,
    ['1.8'],
    { Entrypoint: ['/agnhost'], Cmd: ['test-webserver', '--port=80'] },
    // What specs look for in them.
    {
      program: 'agnhost',
      files: { 'data.json': `{"image": "${name}.jpg"}\n`, 'etc/os-release': 'NAME="Alpine Linux"\n' },
    },
  );

const webServer = (tag: string): SuiteImage => nginx('e2e-test-images/nginx', [tag], PLAIN_SERVER, 80);

const IMAGES: SuiteImage[] = [
  suiteImage('agnhost', ['2.66.1', '2.55'], AGNHOST, { program: 'agnhost', files: USERS }),
  suiteImage('busybox', ['1.37.0-2'], { Cmd: ['sh'] }),
  suiteImage('glibc-dns-testing', ['2.1.1'], { Cmd: ['sh'] }),
  suiteImage('ipc-utils', ['1.4'], { Cmd: ['sh'] }),
  suiteImage('perl', ['5.26'], { Cmd: ['perl'] }),
  suiteImage('nonroot', ['1.5'], { Entrypoint: ['/agnhost'], User: '1234' }, { program: 'agnhost' }),
  suiteImage('nonewprivs', ['1.4'], { Cmd: ['/bin/nnp', 'nonewprivs'] }, { program: 'set-user-id' }),
  suiteImage('sample-apiserver', ['1.29.2'], { Entrypoint: ['/sample-apiserver'] }, { program: 'sample-apiserver' }),
  suiteImage('etcd', ['3.7.0-0'], { Cmd: ['/usr/local/bin/etcd'] }, { repository: 'etcd', program: 'etcd' }),
  webServer('1.27.0-2'),
  webServer('1.28.0-2'),
  pet('kitten'),
  pet('nautilus'),
  pause,
];

/** Makes the images that the suite wants, around the programs that it is built with, and pushes them to the registry. */
export async function publishSuiteImages(registryUrl: string, cacheDir: string, suite: Suite): Promise<void> {
  const rootfs = await cachedRootfs(cacheDir, ROOTFS);
  const work = await mkdtemp(join(tmpdir(), 'kubets-suite-images-'));
  try {
    const base = await layerOf(rootfs);
    const busybox = await busyboxLayer(rootfs, join(work, 'busybox'));
    const programs: Record<Program, Layer> = {
      agnhost: await agnhostLayer(suite.agnhost, join(work, 'agnhost')),
      'set-user-id': await programLayer(suite.agnhost, join(work, 'set-user-id'), 'bin/nnp', 0o4755),
      'sample-apiserver': await programLayer(suite.sampleApiserver, join(work, 'sample-apiserver'), 'sample-apiserver'),
      etcd: await programLayer(suite.etcd, join(work, 'etcd'), 'usr/local/bin/etcd'),
    };
    await publishImages(registryUrl, IMAGES, ({ full, program }) => [
      full ? base : busybox,
      ...(program ? [programs[program]] : []),
    ]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function agnhostLayer(agnhost: string, dir: string): Promise<Layer> {
  await mkdir(join(dir, 'uploads'), { recursive: true });
  await copyFile(agnhost, join(dir, 'agnhost'));
  await chmod(join(dir, 'agnhost'), 0o755);
  // Specs that replace the entry point look for the same program under this name.
  await symlink('agnhost', join(dir, 'agnhost-2'));
  // What its servers of TLS prove themselves with.
  const pki = await createTestPki();
  const serving = await pki.issue({ commonName: 'localhost', names: ['localhost', '127.0.0.1', '::1'] });
  await copyFile(serving.certFile, join(dir, 'localhost.crt'));
  await copyFile(serving.keyFile, join(dir, 'localhost.key'));
  await chmod(join(dir, 'localhost.key'), 0o644);
  pki.remove();
  return layerOf(dir);
}
