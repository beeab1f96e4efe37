import { newForbidden, STATUS_CODES, StatusError, type KubeObject, type StatusReason } from '@kubets/apimachinery';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '@kubets/proto-gen/admissionregistration/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import type { ApiRegistry } from '../../registry/api-registry';
import { namespaceOfOperation, type MatchedResource } from '../rules';
import { namespaceOf } from '../selected-object';
import { inMatchedVersion } from '../versioned-object';
import { compiledBinding, compiledPolicy, type CompiledBinding, type CompiledPolicy } from './compiled-policy';
import { matchedCriteria } from './matched-criteria';
import { BINDINGS, POLICIES } from './policy-kinds';
import { paramsOf, paramSource, type ParamSource } from './policy-params';
import { policyDenials, type Denial } from './policy-decisions';

export interface PolicyOptions {
  registry(): ApiRegistry;
  catchUp(): Promise<void>;
}

/** A denial, and who is behind it. */
interface Refusal extends Denial {
  policy: string;
  binding?: string;
}

/**
 * Evaluates every policy that a binding puts into force for the operation, and warns of what is broken where the binding says so.
 * @throws StatusError of the first denial, with its reason: 422 unless the policy says otherwise.
 */
export async function enforcePolicies(options: PolicyOptions, attributes: AdmissionAttributes): Promise<void> {
  const { reader } = attributes;
  const bindings = (reader.list(BINDINGS) as ValidatingAdmissionPolicyBinding[]).map(compiledBinding);
  const refusals: Refusal[] = [];
  for (const policy of reader.list(POLICIES) as ValidatingAdmissionPolicy[]) {
    const name = policy.metadata?.name;
    const bound = bindings.filter(({ binding }) => binding.spec?.policyName === name);
    if (bound.length === 0) continue;
    const compiled = await inTurns(compiledPolicy(policy));
    refusals.push(...(await refusalsOf(compiled, bound, options, attributes)));
  }
  if (refusals.length > 0) throw refused(refusals[0]!, attributes);
}

async function refusalsOf(
  compiled: CompiledPolicy,
  bound: readonly CompiledBinding[],
  options: PolicyOptions,
  attributes: AdmissionAttributes,
): Promise<Refusal[]> {
  const matched = await matchedCriteria(compiled.criteria, attributes, options.catchUp);
  if (!matched) return [];
  const { name: policy } = compiled;
  const { paramKind, failurePolicy } = compiled.policy.spec ?? {};
  const misconfigured = (what: string, error: unknown, more: { binding?: string } = {}): Refusal[] =>
    failurePolicy === 'Ignore'
      ? []
      : [{ policy, ...more, message: `failed to configure ${what}: ${(error as Error).message}` }];
  let source: ParamSource | undefined;
  try {
    source = paramKind && paramSource(paramKind, options.registry());
  } catch (error) {
    return misconfigured('policy', error);
  }
  const refusals: Refusal[] = [];
  for (const bindingOf of bound) {
    const { criteria, name: binding } = bindingOf;
    if (criteria && !(await matchedCriteria(criteria, attributes, options.catchUp))) continue;
    let params: (KubeObject | undefined)[];
    try {
      params = await paramsFor(bindingOf, source, options, attributes);
    } catch (error) {
      if (error instanceof StatusError) throw error;
      refusals.push(...misconfigured('binding', error, { binding }));
      continue;
    }
    const denials = await denialsFor(compiled, params, matched, options, attributes);
    refusals.push(...acted(denials, compiled, bindingOf, attributes));
  }
  return refusals;
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

/** With each of the objects with parameters. */
async function denialsFor(
  compiled: CompiledPolicy,
  params: readonly (KubeObject | undefined)[],
  matched: MatchedResource,
  { catchUp }: PolicyOptions,
  attributes: AdmissionAttributes,
): Promise<Denial[]> {
  const object = await inMatchedVersion(attributes, attributes.object, matched);
  const oldObject = await inMatchedVersion(attributes, attributes.oldObject, matched);
  const { group, resource } = attributes.requestResource;
  const isNamespace = group === '' && resource === 'namespaces';
  const namespace = isNamespace ? undefined : await namespaceOf(attributes, catchUp);
  const denials: Denial[] = [];
  for (const one of params) {
    const seen = { attributes, matched, object, oldObject, params: one };
    denials.push(...(await inTurns(policyDenials(compiled, seen, namespace))));
  }
  return denials;
}

/** What a binding makes of denials: refusals, warnings, or nothing. */
function acted(
  denials: readonly Denial[],
  { name: policy }: CompiledPolicy,
  { name: binding, binding: { spec } }: CompiledBinding,
  attributes: AdmissionAttributes,
): Refusal[] {
  const actions = spec?.validationActions ?? [];
  if (actions.includes('Warn'))
    for (const { message } of denials)
      attributes.warn(
        `Validation failed for ValidatingAdmissionPolicy '${policy}' with binding '${binding}': ${message}`,
      );
  return actions.includes('Deny') ? denials.map((denial) => ({ ...denial, policy, binding })) : [];
}

function refused(
  { policy, binding, message, reason = 'Invalid' }: Refusal,
  attributes: AdmissionAttributes,
): StatusError {
  const by = `ValidatingAdmissionPolicy '${policy}'${binding === undefined ? '' : ` with binding '${binding}'`}`;
  const text = `${by} denied request: ${message}`;
  const { name, object, requestResource } = attributes;
  const shown = name || object?.metadata?.name || object?.metadata?.generateName || 'Unknown';
  const { status } = newForbidden(requestResource, shown, text);
  const code = STATUS_CODES[reason as StatusReason] ?? STATUS_CODES.Invalid;
  return new StatusError({ ...status, reason, code, details: { ...status.details, causes: [{ message: text }] } });
}
