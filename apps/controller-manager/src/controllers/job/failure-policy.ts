import { nameOf, namespaceOf } from '@kubets/apimachinery';
import type { PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule } from '@kubets/proto-gen/batch/v1';
import type { ContainerStatus, Pod } from '@kubets/proto-gen/core/v1';

type Policy = { rules?: readonly PodFailurePolicyRule[] } | undefined;

/** What a pod's failure means for its job. */
export interface FailureVerdict {
  /** It counts for backoffLimit. */
  counts: boolean;
  /** Of the rule that matched. */
  action?: string;
  /** Why the job fails, for the action FailJob. */
  message?: string;
}

function containerWithExitCode(pod: Pod, requirement: PodFailurePolicyOnExitCodesRequirement) {
  const { containerName, operator, values = [] } = requirement;
  const matches = ({ name, state }: ContainerStatus): boolean => {
    const code = state?.terminated?.exitCode ?? 0;
    if (!state?.terminated || code === 0 || (containerName ?? name) !== name) return false;
    return operator === 'In' ? values.includes(code) : operator === 'NotIn' && !values.includes(code);
  };
  return [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(matches);
}

/** What of the pod a rule matches, as messages put it; undefined when nothing does. */
function matchOf(pod: Pod, rule: PodFailurePolicyRule, index: number): string | undefined {
  const where = `${namespaceOf(pod)}/${nameOf(pod)}`;
  const by = `matching ${rule.action} rule at index ${index}`;
  if (rule.onExitCodes) {
    const container = containerWithExitCode(pod, rule.onExitCodes);
    const code = container?.state?.terminated?.exitCode;
    return container && `Container ${container.name} for pod ${where} failed with exit code ${code} ${by}`;
  }
  const condition = pod.status?.conditions?.find(({ type, status }) =>
    rule.onPodConditions?.some((pattern) => pattern.type === type && pattern.status === status),
  );
  return condition && `Pod ${where} has condition ${condition.type} ${by}`;
}

/** The first rule that matches decides; without one the failure counts. */
export function judgeFailure(policy: Policy, pod: Pod): FailureVerdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const message = matchOf(pod, rule, index);
    if (message === undefined) continue;
    const { action } = rule;
    return { counts: action !== 'Ignore', action, ...(action === 'FailJob' && { message }) };
  }
  return { counts: true };
}
