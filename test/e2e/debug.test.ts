// kubectl debug: a container that is added to a pod that runs, and sees the processes of another.
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { emptyDefaultNamespace, readyPods } from './cluster/workloads';

jest.setTimeout(120_000);

const kubectl = selectedKubectls(6)[0]?.[1] as Kubectl;

beforeAll(async () => {
  await emptyDefaultNamespace(kubectl);
  await kubectl('run looked-at --image=nginx --labels=app=looked-at');
  await readyPods(kubectl, 'app=looked-at', 1);
});
afterAll(() => kubectl('delete pod looked-at --grace-period=1'));

test('shows what runs in the container that it looks into, and ends once', async () => {
  await kubectl('debug looked-at --image=nginx --container=look --target=looked-at -- cat /proc/1/comm');
  await eventually(async () => expect(await kubectl('logs looked-at -c look')).toBe('nginx\n'), 60_000);
  await eventually(async () => {
    const { status } = await kubectl.json('get pod looked-at');
    expect(status.ephemeralContainerStatuses).toMatchObject([
      { name: 'look', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
    ]);
    expect(status.phase).toBe('Running');
  });
  expect(await kubectl('describe pod looked-at')).toMatch(/Ephemeral Containers:\s+look:/);
});
