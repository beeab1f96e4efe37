import { createTestLogger } from '@kubets/component/testing';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { podPaths } from '../system/pod-paths';
import { openUserNamespaces } from './user-namespaces';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'userns-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));
const open = () => openUserNamespaces(podPaths(root, join(root, 'logs')), createTestLogger());

test('each pod has IDs that no other has, also after a restart', async () => {
  const first = await open();
  const [a, again, b] = await Promise.all(['a', 'a', 'b'].map((uid) => first.of(uid)));
  expect([a, again, b]).toEqual([65_536, 65_536, 131_072].map((hostId) => ({ hostId, length: 65_536 })));
  expect(JSON.parse(readFileSync(join(root, 'pods/a/userns'), 'utf8'))).toEqual({
    uidMappings: [{ hostId: 65_536, containerId: 0, length: 65_536 }],
    gidMappings: [{ hostId: 65_536, containerId: 0, length: 65_536 }],
  });
  const second = await open();
  expect(await second.of('b')).toEqual(b);
  expect(await second.of('c')).toEqual({ hostId: 196_608, length: 65_536 });
});

test('those of a pod that has gone are given to another', async () => {
  const namespaces = await open();
  await namespaces.of('a');
  rmSync(join(root, 'pods/a'), { recursive: true });
  namespaces.release('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(await namespaces.of('b')).toMatchObject({ hostId: 65_536 });
});
