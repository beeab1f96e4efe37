import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeImage } from '../runtimes/runtime';
import { ContainerProblem } from '../status/container-problem';

/** Throws ContainerProblem when a container that must not run as root would, or might. */
export function checkNonRoot(pod: Pod, container: Container, image: RuntimeImage): void {
  const podSecurity = pod.spec?.securityContext ?? {};
  const security = container.securityContext ?? {};
  if (!(security.runAsNonRoot ?? podSecurity.runAsNonRoot)) return;
  const shownPod = `"${pod.metadata?.name}_${pod.metadata?.namespace}(${pod.metadata?.uid})"`;
  const user = security.runAsUser ?? podSecurity.runAsUser;
  const refuse = (message: string) => {
    throw new ContainerProblem('CreateContainerConfigError', message);
  };
  if (user === 0)
    refuse(`container's runAsUser breaks non-root policy (pod: ${shownPod}, container: ${container.name})`);
  if (user !== undefined) return;
  if (image.uid === 0 || (image.uid === undefined && !image.username))
    refuse(`container has runAsNonRoot and image will run as root (pod: ${shownPod}, container: ${container.name})`);
  if (image.uid === undefined && image.username)
    refuse(
      `container has runAsNonRoot and image has non-numeric user (${image.username}), cannot verify user is non-root (pod: ${shownPod}, container: ${container.name})`,
    );
}
