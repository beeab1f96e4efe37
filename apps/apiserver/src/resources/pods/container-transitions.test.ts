import { fieldErrorText } from '@kubets/apimachinery';
import type { Container, ContainerStatus, PodSpec } from '@kubets/proto-gen/core/v1';
import { transitionErrors } from './container-transitions';

const FOR_GOOD = 'Forbidden: may not be transitioned to non-terminated state';
const ended = (exitCode: number): ContainerStatus => ({ name: 'c', state: { terminated: { exitCode } } });
const RUNNING: ContainerStatus = { name: 'c', state: { running: {} } };
const rule = (action: string): Partial<Container> => ({
  restartPolicy: 'Never',
  restartPolicyRules: [{ action, exitCodes: { operator: 'In', values: [42] } }],
});
const pod = (restartPolicy: string, container: Partial<Container> = {}): PodSpec => ({
  restartPolicy,
  containers: [{ name: 'c', ...container }],
});

test.each<[PodSpec, ContainerStatus, ContainerStatus, boolean]>([
  [pod('Always'), ended(0), RUNNING, true],
  [pod('OnFailure'), ended(1), RUNNING, true],
  [pod('OnFailure'), ended(0), RUNNING, false],
  [pod('Never'), ended(1), RUNNING, false],
  [pod('Never'), ended(1), { name: 'c', state: {} }, false],
  [pod('Never'), ended(1), { name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } }, false],
  [pod('Never'), ended(1), ended(2), true],
  [pod('Never'), ended(1), { name: 'd', state: { running: {} } }, true],
  [pod('Never'), RUNNING, RUNNING, true],
  [pod('Never', { restartPolicy: 'Always' }), ended(0), RUNNING, true],
  [pod('Always', { restartPolicy: 'Never' }), ended(0), RUNNING, false],
  [pod('Never', rule('Restart')), ended(42), RUNNING, true],
  [pod('Never', rule('Restart')), ended(1), RUNNING, false],
  [pod('Never', rule('RestartAllContainers')), ended(1), RUNNING, true],
  // Of whom the pod knows nothing nobody says that it is started again.
  [{ restartPolicy: 'Always', containers: [{ name: 'other' }] }, ended(1), RUNNING, false],
])('%j: %j, then %j: %s', (spec, old, now, mayBe) => {
  const errors = transitionErrors(
    { status: { containerStatuses: [now] } },
    { spec, status: { containerStatuses: [old] } },
  );
  expect(errors.map(fieldErrorText)).toEqual(mayBe ? [] : [`status.containerStatuses[0].state: ${FOR_GOOD}`]);
});

test('init containers by their own policy, ephemeral ones never', () => {
  const spec: PodSpec = {
    restartPolicy: 'Never',
    initContainers: [{ name: 'c', restartPolicy: 'Always' }, { name: 'd' }],
  };
  const both = (state: ContainerStatus['state']) => ['c', 'd'].map((name) => ({ name, state }));
  const errors = transitionErrors(
    { status: { initContainerStatuses: both({ running: {} }), ephemeralContainerStatuses: both({ running: {} }) } },
    {
      spec,
      status: {
        initContainerStatuses: both({ terminated: { exitCode: 0 } }),
        ephemeralContainerStatuses: both({ terminated: { exitCode: 0 } }),
      },
    },
  );
  expect(errors.map(fieldErrorText)).toEqual([
    `status.initContainerStatuses[1].state: ${FOR_GOOD}`,
    `status.ephemeralContainerStatuses[0].state: ${FOR_GOOD}`,
    `status.ephemeralContainerStatuses[1].state: ${FOR_GOOD}`,
  ]);
});
