import { StatusError, type KubeObject } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../../pipeline/admission';
import type { Authorizer } from '../../pipeline/authorization';
import type { ApiRegistry } from '../../registry/api-registry';
import { namespaceOfOperation, type MatchedResource } from '../rules';
import type { CompiledBinding, CompiledPolicy } from './compiled-policy';
import { matchedCriteria } from './matched-criteria';
import { paramsOf, paramSource, type ParamSource } from './policy-params';

export interface PolicyOptions {
  registry(): ApiRegistry;
  authorizer: Authorizer;
  catchUp(): Promise<void>;
}

/** A binding that puts a policy into force for an operation, or why the policy, or this binding of it, cannot be. */
export type Relevant<Binding extends CompiledBinding> =
  | { binding: Binding; matched: MatchedResource; params: (KubeObject | undefined)[]; problem?: undefined }
  | { binding?: Binding; problem: string };

/** The bindings of a policy that count for an operation, each with the objects with parameters. @throws StatusError 404. */
export async function relevantBindings<Binding extends CompiledBinding>(
  { criteria, policy }: CompiledPolicy,
  bound: readonly Binding[],
  options: PolicyOptions,
  attributes: AdmissionAttributes,
): Promise<Relevant<Binding>[]> {
  const matched = await matchedCriteria(criteria, attributes, options.catchUp);
  if (!matched) return [];
  const { paramKind } = policy.spec ?? {};
  let source: ParamSource | undefined;
  try {
    source = paramKind && paramSource(paramKind, options.registry());
  } catch (error) {
    return [{ problem: `failed to configure policy: ${(error as Error).message}` }];
  }
  const relevant: Relevant<Binding>[] = [];
  for (const binding of bound) {
    if (binding.criteria && !(await matchedCriteria(binding.criteria, attributes, options.catchUp))) continue;
    try {
      relevant.push({ binding, matched, params: await paramsFor(binding, source, options, attributes) });
    } catch (error) {
      if (error instanceof StatusError) throw error;
      relevant.push({ binding, problem: `failed to configure binding: ${(error as Error).message}` });
    }
  }
  return relevant;
}

function paramsFor(
  { binding }: CompiledBinding,
  source: ParamSource | undefined,
  { catchUp }: PolicyOptions,
  attributes: AdmissionAttributes,
): (KubeObject | undefined)[] | Promise<KubeObject[]> {
  const { paramRef } = binding.spec ?? {};
  if (!source || !paramRef) return [undefined];
  const namespace = namespaceOfOperation(attributes);
  return paramsOf(paramRef, { source, reader: attributes.reader, namespace, catchUp });
}
