import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { restartAll } from './restart-all';

const rules = (action: string) => [{ action, exitCodes: { operator: 'In', values: [42] } }];
const trainer: Container = {
  name: 'trainer',
  restartPolicy: 'Never',
  restartPolicyRules: rules('RestartAllContainers'),
};
const pod: Pod = {
  spec: { restartPolicy: 'Never', initContainers: [{ name: 'fetch' }], containers: [trainer, { name: 'helper' }] },
};

/** `name created state`, the newest first: `trainer 10 exited 42 15` has ended at 15. */
function runtime(...tries: string[]): RuntimePod {
  const containers = tries.map((text) => {
    const [name, created, state, exitCode = '0', finished] = text.split(' ');
    return {
      id: text,
      sandboxId: 's',
      name,
      state,
      createdAtMs: Number(created),
      exitCode: Number(exitCode),
      ...(finished ? { finishedAtMs: Number(finished) } : {}),
    } as RuntimeContainer;
  });
  return { uid: 'u', name: 'p', namespace: 'd', sandboxes: [{ id: 's' } as RuntimePod['sandboxes'][0]], containers };
}

const FETCHED = 'fetch 1 exited 0 2';

test.each<[string, RuntimePod, { kill: string; left: string; isUnderWay: boolean } | undefined]>([
  ['nothing has ended', runtime('helper 11 running', 'trainer 10 running', FETCHED), undefined],
  ['another code', runtime('helper 11 running', 'trainer 10 exited 1 15', FETCHED), undefined],
  ['another container with that code', runtime('helper 11 exited 42 12', 'trainer 10 running', FETCHED), undefined],
  [
    'what runs has to go first',
    runtime('helper 11 running', 'trainer 10 exited 42 15', FETCHED),
    { kill: 'helper', left: '', isUnderWay: true },
  ],
  [
    'nothing runs any more',
    runtime('helper 11 exited 137 16', 'trainer 10 exited 42 15', FETCHED),
    // It was made before the trainer ended, whenever it ended.
    { kill: '', left: '', isUnderWay: true },
  ],
  [
    'the first is there again',
    runtime('fetch 20 running', 'helper 11 exited 137 16', 'trainer 10 exited 42 15', FETCHED),
    { kill: '', left: 'fetch', isUnderWay: true },
  ],
  [
    'all are there again',
    runtime('helper 23 running', 'trainer 22 running', 'fetch 20 exited 0 21', 'trainer 10 exited 42 15', FETCHED),
    { kill: '', left: 'helper trainer fetch', isUnderWay: false },
  ],
  [
    'once more',
    runtime('helper 23 running', 'trainer 22 exited 42 30', 'fetch 20 exited 0 21', 'trainer 10 exited 42 15'),
    { kill: 'helper', left: '', isUnderWay: true },
  ],
])('%s', (_, seen, expected) => {
  const restart = restartAll(pod, seen);
  expect(
    restart && {
      kill: restart.kill.map(({ instance }) => instance.name).join(' '),
      left: restart.runtime.containers.map(({ name }) => name).join(' '),
      isUnderWay: restart.isUnderWay,
    },
  ).toEqual(expected);
});
