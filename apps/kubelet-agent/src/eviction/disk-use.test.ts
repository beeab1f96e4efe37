import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskUse, parseWritableLayers } from './disk-use';

test('what lies below, links not followed, what is gone missing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kubets-use-'));
  try {
    const [small, odd] = [join(directory, 'small'), join(directory, 'odd\tname\n')];
    await mkdir(join(small, 'a/b'), { recursive: true });
    await mkdir(odd);
    await writeFile(join(odd, 'x'), Buffer.alloc(300_000));
    await symlink(odd, join(small, 'a/link'));
    const used = await diskUse([small, join(directory, 'none'), odd]);
    expect([...used.keys()].sort()).toEqual([odd, small].sort());
    expect(used.get(small)).toBeLessThan(100_000);
    expect(used.get(odd)).toBeGreaterThanOrEqual(300_000);
    expect(await diskUse([])).toEqual(new Map());
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('writable layers by container', () => {
  const id = 'a'.repeat(64);
  const text = [
    `400 30 0:55 / /run/kubets/node-1/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/rootfs rw,relatime - overlay overlay rw,lowerdir=/s/1/fs,upperdir=/s/7/fs,workdir=/s/7/work`,
    '401 30 0:56 / /proc rw - proc proc rw',
    `402 30 0:57 / /x/${'b'.repeat(64)}/rootfs rw - btrfs /dev/sda rw`,
  ].join('\n');
  expect(parseWritableLayers(text)).toEqual(new Map([[id, '/s/7/fs']]));
});
