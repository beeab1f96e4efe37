import { newForbidden, STATUS_CODES, StatusError, type StatusReason } from '@kubets/apimachinery';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '@kubets/proto-gen/admissionregistration/v1';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import { createDecisions, withDecisions } from '../../expressions/authorizer';
import { namespaceOf } from '../selected-object';
import { inMatchedVersion } from '../versioned-object';
import { compiledBinding, validatingPolicy, type CompiledBinding, type ValidatingPolicy } from './compiled-policy';
import { policyDecision, type Denial } from './policy-decisions';
import { createNotes, type Notes } from './policy-notes';
import { BINDINGS, POLICIES } from './policy-kinds';
import { relevantBindings, type PolicyOptions, type Relevant } from './relevant-policies';

type Bound = CompiledBinding<ValidatingAdmissionPolicyBinding>;

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
  const notes = createNotes();
  for (const policy of reader.list(POLICIES) as ValidatingAdmissionPolicy[]) {
    const name = policy.metadata?.name;
    const bound = bindings.filter(({ binding }) => binding.spec?.policyName === name);
    if (bound.length === 0) continue;
    const compiled = await inTurns(validatingPolicy(policy));
    refusals.push(...(await refusalsOf(compiled, bound, options, { attributes, notes })));
  }
  notes.tell(attributes);
  if (refusals.length > 0) throw refused(refusals[0]!, attributes);
}

async function refusalsOf(
  compiled: ValidatingPolicy,
  bound: readonly Bound[],
  options: PolicyOptions,
  { attributes, notes }: { attributes: AdmissionAttributes; notes: Notes },
): Promise<Refusal[]> {
  const { name: policy } = compiled;
  const isIgnored = compiled.policy.spec?.failurePolicy === 'Ignore';
  const refusals: Refusal[] = [];
  for (const relevant of await relevantBindings(compiled, bound, options, attributes)) {
    const { binding } = relevant;
    if (relevant.problem !== undefined) {
      const refusal = { policy, ...(binding ? { binding: binding.name } : {}), message: relevant.problem };
      if (!isIgnored) refusals.push(refusal);
      continue;
    }
    const denials = await denialsFor(compiled, relevant, options, { attributes, notes });
    if (relevant.binding.binding.spec?.validationActions?.includes('Audit'))
      for (const denial of denials) notes.failure(denial, policy, relevant.binding);
    refusals.push(...acted(denials, compiled, relevant.binding, attributes));
  }
  return refusals;
}

/** With each of the objects with parameters. */
async function denialsFor(
  compiled: ValidatingPolicy,
  { params, matched }: Extract<Relevant<Bound>, { problem?: undefined }>,
  { catchUp, authorizer }: PolicyOptions,
  { attributes, notes }: { attributes: AdmissionAttributes; notes: Notes },
): Promise<Denial[]> {
  const object = await inMatchedVersion(attributes, attributes.object, matched);
  const oldObject = await inMatchedVersion(attributes, attributes.oldObject, matched);
  const { group, resource } = attributes.requestResource;
  const isNamespace = group === '' && resource === 'namespaces';
  const namespace = isNamespace ? undefined : await namespaceOf(attributes, catchUp);
  const decisions = createDecisions(authorizer);
  const denials: Denial[] = [];
  for (const one of params) {
    const seen = { attributes, matched, object, oldObject, params: one, decisions };
    const decision = await withDecisions(() => inTurns(policyDecision(compiled, seen, namespace)));
    denials.push(...decision.denials);
    for (const note of decision.notes) notes.add(...note);
  }
  return denials;
}

/** What a binding makes of denials: refusals, warnings, or nothing. */
function acted(
  denials: readonly Denial[],
  { name: policy }: ValidatingPolicy,
  { name: binding, binding: { spec } }: Bound,
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
