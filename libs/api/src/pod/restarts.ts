import type { Container, ContainerRestartRule, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { initAndAppContainers } from './containers';

/** How a container ends that was killed (128 and SIGKILL). */
export const KILLED_EXIT_CODE = 137;

/**
 * Whether a container that ended with that code is to be started again: as its first rule says that fits the code, else its own
 * policy, else the pod's. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restart-rules
 */
export function restartsAfter(exitCode: number, container: Container, pod: PodSpec | undefined): boolean {
  const { restartPolicy: own, restartPolicyRules = [] } = container;
  if (own !== undefined && restartPolicyRules.some((rule) => fits(rule, exitCode))) return true;
  const policy = own ?? pod?.restartPolicy ?? 'Always';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** Whether all containers of the pod are to be started anew after this one ended with that code. */
export function restartsAllAfter(exitCode: number, { restartPolicy, restartPolicyRules = [] }: Container): boolean {
  const rule = restartPolicyRules.find((one) => fits(one, exitCode));
  return restartPolicy !== undefined && rule?.action === 'RestartAllContainers';
}

/** Whether a container of the pod may ever have all of them started anew. */
export const mayRestartAll = (pod: Pod): boolean =>
  initAndAppContainers(pod).some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
  );

function fits({ exitCodes: { operator, values = [] } = {} }: ContainerRestartRule, exitCode: number): boolean {
  return operator === 'In' ? values.includes(exitCode) : operator === 'NotIn' && !values.includes(exitCode);
}
