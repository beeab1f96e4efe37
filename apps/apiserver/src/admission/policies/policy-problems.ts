import { newForbidden, type StatusError } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../../pipeline/admission';
import type { CompiledBinding, CompiledPolicy } from './compiled-policy';

/** Why a policy could not be evaluated. */
export interface PolicyProblem {
  policy: CompiledPolicy;
  binding?: CompiledBinding | undefined;
  message: string;
}

/** A refusal for all that could not be evaluated. */
export function refusedByPolicies(problems: readonly PolicyProblem[], attributes: AdmissionAttributes): StatusError {
  const texts = problems.map(({ policy, binding, message }) => {
    const by = `policy '${policy.name}'${binding ? ` with binding '${binding.name}'` : ''}`;
    return `${by} denied request: ${message}`;
  });
  const { requestResource, name, object } = attributes;
  const shown = name || object?.metadata?.name || object?.metadata?.generateName || 'Unknown';
  return newForbidden(requestResource, shown, texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`);
}
