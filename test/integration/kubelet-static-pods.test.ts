import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFixture, eventually, IMAGE, type NodeFixture } from './kubelet/node-fixture';

jest.setTimeout(60_000);

let node: NodeFixture;
let folder: string;
beforeAll(async () => {
  node = await createNodeFixture();
  folder = join(node.rootDir, '..', 'manifests');
  await mkdir(folder);
  await node.startReady({ 'pod-manifest-path': folder });
}, 120_000);
afterAll(() => node?.stop(), 60_000);

const NAME = () => `own-${node.name}`;
const manifest = (word: string) => `apiVersion: v1
kind: Pod
metadata: { name: own }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: ${IMAGE}
      imagePullPolicy: IfNotPresent
      command: [sh, -c, 'echo ${word}; sleep 1000']
`;
const write = (word: string) => writeFile(join(folder, 'own.yaml'), manifest(word));
const containers = async () =>
  (await node.ctr('tasks', 'list')).split('\n').filter((line) => line.includes('RUNNING')).length;
const runs = () =>
  node.until(NAME(), 'runs', ({ status }) => status?.phase === 'Running' && status.containerStatuses?.[0]?.ready);
const containerOf = () => node.current(NAME())?.status?.containerStatuses?.[0]?.containerID;

test('a manifest in the folder runs, and the API shows it', async () => {
  await write('one');
  const pod = await runs();
  expect(pod.metadata).toMatchObject({
    annotations: { 'kubernetes.io/config.source': 'file', 'kubernetes.io/config.mirror': expect.any(String) },
    ownerReferences: [{ kind: 'Node', name: node.name }],
  });
  expect(pod.status?.podIP).toMatch(/^10\.244\./);
});

test('who deletes it from the API finds it there again, and it has not stopped', async () => {
  const before = node.current(NAME())!.metadata!.uid;
  const container = containerOf();
  await node.cluster.pods.delete({ namespace: 'default', name: NAME() }, { gracePeriodSeconds: 1 });
  await node.until(NAME(), 'shown again', ({ metadata }) => metadata?.uid !== before && !metadata?.deletionTimestamp);
  await runs();
  expect(containerOf()).toBe(container);
});

test('a restarted agent leaves it alone', async () => {
  const container = containerOf();
  await node.killAgent('SIGKILL');
  await node.startAgent({ 'pod-manifest-path': folder });
  await runs();
  expect([containerOf(), await containers()]).toEqual([container, 2]);
});

test('with another text it is made anew, and without its file it goes', async () => {
  const [before, container] = [node.current(NAME())!.metadata!.uid, containerOf()];
  await write('two');
  await node.until(
    NAME(),
    'made anew',
    ({ metadata, status }) => metadata?.uid !== before && status?.phase === 'Running',
  );
  expect(containerOf()).not.toBe(container);
  await rm(join(folder, 'own.yaml'));
  await eventually('gone from the API', () => node.current(NAME()) === undefined);
  await eventually('nothing runs', async () => (await containers()) === 0);
});
