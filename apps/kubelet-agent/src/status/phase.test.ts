import type { Container, ContainerStatus, PodSpec } from '@kubets/proto-gen/core/v1';
import { podPhase } from './phase';

const running: ContainerStatus = { state: { running: {} }, started: true };
const starting: ContainerStatus = { state: { running: {} }, started: false };
const waiting: ContainerStatus = { state: { waiting: { reason: 'ContainerCreating' } } };
const succeeded: ContainerStatus = { state: { terminated: { exitCode: 0 } } };
const failed: ContainerStatus = { state: { terminated: { exitCode: 1 } } };
const crashing: ContainerStatus = {
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1 } },
};
const none: ContainerStatus = {};

interface Case {
  policy?: string;
  /** The containers' own, init containers included. */
  own?: string;
  init?: ContainerStatus[];
  sidecars?: ContainerStatus[];
  main: ContainerStatus[];
  over?: boolean;
}

function phaseOf({ policy = 'Always', own, init = [], sidecars = [], main, over = false }: Case): string {
  const named = (prefix: string, list: ContainerStatus[]) =>
    list.map((status, index) => ({ ...status, name: `${prefix}${index}` }));
  const statuses = { init: [...named('s', sidecars), ...named('i', init)], containers: named('c', main) };
  const ownPolicy = own === undefined ? {} : { restartPolicy: own };
  const spec: PodSpec = {
    restartPolicy: policy,
    initContainers: statuses.init.map(({ name }): Container => ({
      name,
      ...(name.startsWith('s') ? { restartPolicy: 'Always' } : ownPolicy),
    })),
    containers: statuses.containers.map(({ name }) => ({ name, ...ownPolicy })),
  };
  return podPhase({ spec }, statuses, { over });
}

test.each<[string, Case, string]>([
  ['nothing yet', { main: [none] }, 'Pending'],
  ['creating', { main: [waiting, running] }, 'Pending'],
  ['running', { main: [running, running] }, 'Running'],
  ['one ended, one runs', { main: [running, failed] }, 'Running'],
  ['crash loop', { main: [crashing] }, 'Running'],
  ['all ended, Always', { main: [succeeded, succeeded] }, 'Running'],
  ['all succeeded, Never', { policy: 'Never', main: [succeeded, succeeded] }, 'Succeeded'],
  ['one failed, Never', { policy: 'Never', main: [succeeded, failed] }, 'Failed'],
  ['one failed, OnFailure', { policy: 'OnFailure', main: [succeeded, failed] }, 'Running'],
  ['all succeeded, OnFailure', { policy: 'OnFailure', main: [succeeded] }, 'Succeeded'],
  ['one failed, Never, its own OnFailure', { policy: 'Never', own: 'OnFailure', main: [failed] }, 'Running'],
  ['one failed, Always, its own Never', { own: 'Never', main: [succeeded, failed] }, 'Failed'],
  ['init container failed, Always, its own Never', { own: 'Never', init: [failed], main: [waiting] }, 'Failed'],
  [
    'init container failed, Never, its own OnFailure',
    { policy: 'Never', own: 'OnFailure', init: [failed], main: [waiting] },
    'Pending',
  ],
  ['over, all succeeded', { main: [succeeded], over: true }, 'Succeeded'],
  ['over, one failed', { main: [succeeded, failed], over: true }, 'Failed'],
  ['over before it started', { main: [waiting], over: true }, 'Failed'],
  ['init container to come', { init: [none], main: [waiting] }, 'Pending'],
  ['init container runs', { init: [running], main: [waiting] }, 'Pending'],
  ['init container failed, Always', { init: [failed], main: [waiting] }, 'Pending'],
  ['init container failed, Never', { policy: 'Never', init: [failed], main: [waiting] }, 'Failed'],
  ['init container in a crash loop, Never', { policy: 'Never', init: [crashing], main: [waiting] }, 'Failed'],
  ['init done', { init: [succeeded], main: [running] }, 'Running'],
  ['sidecar is starting', { sidecars: [starting], main: [waiting] }, 'Pending'],
  ['sidecar runs', { sidecars: [running], main: [running] }, 'Running'],
  ['sidecar restarts beside running containers', { sidecars: [starting], main: [running] }, 'Running'],
  [
    'containers succeeded, sidecar still runs, Never',
    { policy: 'Never', sidecars: [running], main: [succeeded] },
    'Succeeded',
  ],
])('%s', (_, input, expected) => {
  expect(phaseOf(input)).toBe(expected);
});
