import { isSidecar } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer } from '../runtimes/runtime';

/** Whether a container in that state should be started (again). Sidecars are restarted whatever the pod's policy. */
export function shouldStart(pod: Pod, container: Container, newest: RuntimeContainer | undefined): boolean {
  if (!newest) return true;
  if (newest.state === 'running') return false;
  if (newest.state === 'created' || newest.state === 'unknown') return true;
  if (isSidecar(container)) return true;
  const { restartPolicy = 'Always' } = pod.spec ?? {};
  if (restartPolicy === 'Never') return false;
  return restartPolicy === 'Always' || newest.exitCode !== 0;
}
