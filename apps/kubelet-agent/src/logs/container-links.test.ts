import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { podPaths } from '../system/pod-paths';
import { linkContainerLog, removeDanglingLinks } from './container-links';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'container-links-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const pod = (name: string, uid = 'u') => ({ metadata: { name, namespace: 'shop', uid } });
const web = { name: 'web', id: 'abc', logPath: 'web/0.log' };

/** Links to a log, which is there. */
async function linked(...args: Parameters<typeof pod>) {
  const paths = podPaths(root, join(root, 'pod-logs'));
  mkdirSync(paths.logs(pod(...args)), { recursive: true });
  await linkContainerLog(pod(...args), web, paths);
  return paths;
}

test('a link tells whose log it is, and leads to where pods find that', async () => {
  const { containerLogs } = await linked('front');
  expect(readdirSync(containerLogs)).toEqual(['front_shop_web-abc.log']);
  expect(readlinkSync(join(containerLogs, 'front_shop_web-abc.log'))).toBe('/var/log/pods/shop_front_u/web/0.log');
});

test('made again it is the same', async () => {
  await linked('front');
  const { containerLogs } = await linked('front', 'v');
  expect(readlinkSync(join(containerLogs, 'front_shop_web-abc.log'))).toBe('/var/log/pods/shop_front_v/web/0.log');
});

test('the longest names make a file name', async () => {
  const { containerLogs } = await linked('n'.repeat(253));
  expect(readdirSync(containerLogs)).toEqual([`${'n'.repeat(251)}.log`]);
});

test('links go with the logs of their pod', async () => {
  const paths = await linked('front');
  await linked('back');
  await removeDanglingLinks(paths);
  expect(readdirSync(paths.containerLogs)).toHaveLength(2);
  for (const name of ['front', 'back']) rmSync(paths.logs(pod(name)), { recursive: true });
  await removeDanglingLinks(paths, pod('front'));
  expect(readdirSync(paths.containerLogs)).toEqual(['back_shop_web-abc.log']);
  await removeDanglingLinks(paths);
  expect(readdirSync(paths.containerLogs)).toEqual([]);
});

test('where there never was a link, none is removed', async () =>
  expect(await removeDanglingLinks(podPaths(root, join(root, 'pod-logs')))).toBeUndefined());
