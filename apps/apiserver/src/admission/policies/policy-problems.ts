import { newForbidden, StatusError } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../../pipeline/admission';
import type { CompiledBinding, CompiledPolicy } from './compiled-policy';

/** Why a policy could not be evaluated. */
export interface PolicyProblem {
  policy: CompiledPolicy;
  binding?: CompiledBinding | undefined;
  /** It is the configuration that is wrong, and not what comes of it. */
  isConfiguration?: boolean;
  message: string;
}

function textOf({ policy, binding, message, isConfiguration = false }: PolicyProblem): string {
  const quoted = (name: string) => (isConfiguration ? JSON.stringify(name) : `'${name}'`);
  const by = `policy ${quoted(policy.name)}${binding ? ` with binding ${quoted(binding.name)}` : ''}`;
  return `${by} denied request: ${message}`;
}

/** A refusal in the words of the first of all problems, with all as its causes. */
export function refusedByPolicies(problems: readonly PolicyProblem[], attributes: AdmissionAttributes): StatusError {
  const [first] = problems;
  const { requestResource, name, object } = attributes;
  const shown = name || object?.metadata?.name || object?.metadata?.generateName || 'Unknown';
  const { status } = newForbidden(requestResource, shown, '');
  const causes = problems.map((problem) => ({ message: textOf(problem) }));
  return new StatusError({
    ...status,
    message: causes[0]!.message,
    reason: first?.isConfiguration ? 'Forbidden' : 'Invalid',
    details: { ...status.details, causes },
  });
}
