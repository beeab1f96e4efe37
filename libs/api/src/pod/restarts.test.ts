import type { Container } from '@kubets/proto-gen/core/v1';
import { mayRestartAll, restartsAfter } from './restarts';

const rule = (operator: string, ...values: number[]) => ({ action: 'Restart', exitCodes: { operator, values } });

test.each<[string | undefined, Container, number[], number[]]>([
  [undefined, {}, [0, 1], []],
  ['Always', {}, [0, 1], []],
  ['OnFailure', {}, [1], [0]],
  ['Never', {}, [], [0, 1]],
  ['Never', { restartPolicy: 'Always' }, [0, 1], []],
  ['Never', { restartPolicy: 'OnFailure' }, [1], [0]],
  ['Always', { restartPolicy: 'Never' }, [], [0, 1]],
  ['Always', { restartPolicy: 'Never', restartPolicyRules: [rule('In', 42, 43)] }, [42, 43], [0, 1]],
  ['Never', { restartPolicy: 'Never', restartPolicyRules: [rule('NotIn', 1, 2)] }, [0, 3], [1, 2]],
  ['Never', { restartPolicy: 'OnFailure', restartPolicyRules: [rule('In', 0)] }, [0, 1], []],
  ['Never', { restartPolicyRules: [rule('In', 1)] }, [], [1]],
])('of a pod %s, the container %j is started again after %j, not after %j', (restartPolicy, container, again, not) => {
  const pod = restartPolicy === undefined ? {} : { restartPolicy };
  for (const code of again) expect([code, restartsAfter(code, container, pod)]).toEqual([code, true]);
  for (const code of not) expect([code, restartsAfter(code, container, pod)]).toEqual([code, false]);
});

test.each([
  {
    name: 'a container',
    spec: { containers: [{}, { restartPolicyRules: [{ action: 'RestartAllContainers' }] }] },
    expected: true,
  },
  {
    name: 'an init container',
    spec: { initContainers: [{ restartPolicyRules: [{ action: 'RestartAllContainers' }] }] },
    expected: true,
  },
  {
    name: 'one that starts only itself again',
    spec: { containers: [{ restartPolicyRules: [{ action: 'Restart' }] }] },
    expected: false,
  },
  { name: 'nothing', spec: {}, expected: false },
])('may have all containers started anew: $name', ({ spec, expected }) => {
  expect(mayRestartAll({ spec })).toBe(expected);
});
