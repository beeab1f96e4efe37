import { restartsAfter } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer } from '../runtimes/runtime';

/** Whether a container in that state should be started (again). */
export function shouldStart(pod: Pod, container: Container, newest: RuntimeContainer | undefined): boolean {
  if (!newest) return true;
  if (newest.state === 'running') return false;
  if (newest.state === 'created' || newest.state === 'unknown') return true;
  return restartsAfter(newest.exitCode, container, pod.spec);
}
