import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_POD_INFRA_IMAGE, podInfraImageOf } from '../setup/pod-infra-image.mjs';
import { pauseImage } from './image';
import { PROGRAMS } from './program';

test('is an OCI layout that tar reads, with its name and an executable', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kubets-pause-image-'));
  try {
    execFileSync('tar', ['-xf', '-', '-C', dir], { input: pauseImage('x64') });
    const read = (name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as never;
    const blob = (digest: string) => join('blobs/sha256', digest.replace('sha256:', ''));
    const index: { manifests: { digest: string; size: number; annotations: object; platform: object }[] } =
      read('index.json');
    expect(index.manifests).toMatchObject([
      {
        annotations: { 'io.containerd.image.name': OWN_POD_INFRA_IMAGE },
        platform: { architecture: 'amd64', os: 'linux' },
      },
    ]);
    const manifest: { layers: { digest: string; size: number }[] } = read(blob(index.manifests[0]!.digest));
    const layer = join(dir, blob(manifest.layers[0]!.digest));
    expect(statSync(layer).size).toBe(manifest.layers[0]!.size);
    execFileSync('tar', ['-xf', layer, '-C', dir]);
    expect(statSync(join(dir, 'pause')).mode & 0o777).toBe(0o755);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('the same bytes each time', () => expect(pauseImage('arm64').equals(pauseImage('arm64'))).toBe(true));

test('is the default just where there is a program', () => {
  for (const processor of ['x64', 'arm64', 'ppc64', 's390x', 'riscv64'])
    expect([processor, podInfraImageOf(processor) === OWN_POD_INFRA_IMAGE]).toEqual([processor, processor in PROGRAMS]);
  expect(() => pauseImage('s390x')).toThrow('--pod-infra-container-image');
});
