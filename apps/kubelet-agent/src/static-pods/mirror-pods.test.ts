import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInformer } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { createStatusManager, type StatusManager } from '../status/status-manager';
import { createMirrorPods } from './mirror-pods';
import { followStaticFolder } from './static-folder';

let stop: AbortController;
let directory: string;
let cluster: FakeCluster;
let status: StatusManager;
let pods: readonly Pod[];
beforeEach(async () => {
  stop = new AbortController();
  directory = await mkdtemp(join(tmpdir(), 'kubets-static-'));
  cluster = createFakeCluster();
  pods = [];
  const [logger, clock, { signal }] = [createTestLogger(), realClock, stop];
  const informer = createInformer(cluster.pods, { name: 'pods', logger, clock });
  status = createStatusManager({ client: cluster.pods, lister: informer.lister, clock, logger, signal });
  const mirrors = createMirrorPods({
    client: cluster.pods,
    staticPods: () => pods,
    observed: () => informer.lister.list(),
    node: () => ({ metadata: { name: 'n', uid: 'node-uid' } }),
    clock,
    logger,
  });
  const onPod = (pod: Pod) => (status.observed(pod), mirrors.change());
  informer.addEventHandler({ onAdd: onPod, onUpdate: (_, pod) => onPod(pod), onDelete: () => mirrors.change() });
  informer.start(signal);
  void mirrors.run(signal);
  const onPods = (found: readonly Pod[]) => {
    pods = found;
    mirrors.change();
  };
  void followStaticFolder({ path: directory, nodeName: 'n', onPods, clock, logger, signal });
});
afterEach(async () => {
  stop.abort();
  await rm(directory, { recursive: true, force: true });
});

const write = (image: string) =>
  writeFile(
    join(directory, 'web.yaml'),
    `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: c, image: ${image} }] }\n`,
  );
const shown = () => cluster.objects<Pod>('pods')[0];
const imageShown = () => shown()?.spec?.containers?.[0]?.image;

test('a file of the folder is shown with its status, whoever deletes that, and follows its text until it goes', async () => {
  await writeFile(join(directory, 'broken.yaml'), 'kind: [');
  await writeFile(join(directory, '.hidden.yaml'), 'kind: [');
  // Nothing that there could be an end of.
  execFileSync('mkfifo', [join(directory, 'fifo.yaml')]);
  await symlink('/dev/zero', join(directory, 'endless.yaml'));
  await write('a');
  await eventually(() => imageShown() === 'a');
  expect(shown()?.metadata?.name).toBe('web-n');

  status.set(pods[0]!, { phase: 'Running' });
  await eventually(() => shown()?.status?.phase === 'Running');
  const { uid } = shown()!.metadata!;
  await cluster.pods.delete({ namespace: 'default', name: 'web-n' }, { gracePeriodSeconds: 5 });
  await eventually(() => shown() && shown()!.metadata!.uid !== uid && !shown()!.metadata!.deletionTimestamp);
  await eventually(() => shown()?.status?.phase === 'Running');

  await write('b');
  await eventually(() => imageShown() === 'b');
  await rm(join(directory, 'web.yaml'));
  await eventually(() => shown() === undefined);
});
