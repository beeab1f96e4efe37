import {
  decodeSteps,
  messageOfKind,
  newInternalError,
  settleSteps,
  StatusError,
  type KubeObject,
} from '@kubets/apimachinery';
import { MATCH_CONDITIONS_BUDGET, RUNTIME_BUDGET } from '@kubets/cel';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
} from '@kubets/proto-gen/admissionregistration/v1';
import { createActivation } from '../../expressions/activation';
import { createDecisions, withDecisions, type Decisions } from '../../expressions/authorizer';
import { conditionsHold } from '../../expressions/match-conditions';
import type { AdmissionAttributes, AdmissionRound } from '../../pipeline/admission';
import { inTurns } from '../../pipeline/turns';
import { valuesOf, type Seen } from '../expression-values';
import { isSame, reinvocationOf } from '../reinvocation';
import type { MatchedResource } from '../rules';
import { namespaceOf } from '../selected-object';
import { fromMatchedVersion, inMatchedVersion } from '../versioned-object';
import {
  compiledBinding,
  mutatingPolicy,
  type CompiledBinding,
  type CompiledMutation,
  type MutatingPolicy,
} from './compiled-policy';
import { mutated, MutationError } from './mutated-object';
import { refusedByPolicies, type PolicyProblem } from './policy-problems';
import { MUTATING_BINDINGS, MUTATING_POLICIES } from './policy-kinds';
import { relevantBindings, type PolicyOptions } from './relevant-policies';

type Bound = CompiledBinding<MutatingAdmissionPolicyBinding>;

/** A policy as one binding puts it into force, with one of the objects with parameters. */
interface Invocation {
  id: string;
  policy: MutatingPolicy;
  binding: Bound;
  matched: MatchedResource;
  params: KubeObject | undefined;
}

/**
 * Has each policy that a binding puts into force change the object, one after the other. Answers the object when one has. In a
 * second round only those are evaluated with reinvocationPolicy IfNeeded after which the object was changed.
 * @throws StatusError for all that could not be evaluated, unless failurePolicy is Ignore.
 */
export async function applyMutatingPolicies(
  options: PolicyOptions,
  given: AdmissionAttributes,
  round: AdmissionRound,
): Promise<KubeObject | undefined> {
  const problems: PolicyProblem[] = [];
  const invocations = await invocationsOf(options, given, problems);
  const again = await reinvocationOf('MutatingAdmissionPolicy', round, given.object);
  const decisions = createDecisions(options.authorizer);
  let attributes = given;
  for (const invocation of invocations) {
    if (!attributes.object || !again.isDue(invocation.id)) continue;
    const { policy, binding } = invocation;
    const failed = (error: unknown) => problems.push({ policy, binding, message: (error as Error).message });
    try {
      const object = await changedBy(invocation, attributes, { options, decisions, failed });
      if (object) {
        attributes = { ...attributes, object };
        again.changed();
      }
    } catch (error) {
      if (error instanceof StatusError) throw error;
      failed(error);
    }
    if (policy.policy.spec?.reinvocationPolicy === 'IfNeeded') again.wantsAgain(invocation.id);
  }
  await again.leave(attributes.object);
  const counted = problems.filter(({ policy }) => policy.policy.spec?.failurePolicy !== 'Ignore');
  if (counted.length > 0) throw refusedByPolicies(counted, attributes);
  return attributes === given ? undefined : attributes.object;
}

/** All that is in force, by the object as it came. */
async function invocationsOf(
  options: PolicyOptions,
  attributes: AdmissionAttributes,
  problems: PolicyProblem[],
): Promise<Invocation[]> {
  const { reader } = attributes;
  const bindings = (reader.list(MUTATING_BINDINGS) as MutatingAdmissionPolicyBinding[]).map(compiledBinding);
  const invocations: Invocation[] = [];
  for (const one of reader.list(MUTATING_POLICIES) as MutatingAdmissionPolicy[]) {
    const bound = bindings.filter(({ binding }) => binding.spec?.policyName === one.metadata?.name);
    if (bound.length === 0) continue;
    const policy = await inTurns(mutatingPolicy(one));
    for (const relevant of await relevantBindings(policy, bound, options, attributes)) {
      const { binding } = relevant;
      if (relevant.problem !== undefined)
        problems.push({ policy, binding, message: relevant.problem, isConfiguration: true });
      else
        for (const params of relevant.params) {
          const { namespace = '', name = '' } = params?.metadata ?? {};
          const id = `${policy.name}/${relevant.binding.name}/${namespace}/${name}`;
          invocations.push({ id, policy, binding: relevant.binding, matched: relevant.matched, params });
        }
    }
  }
  return invocations;
}

interface Evaluation {
  options: PolicyOptions;
  decisions: Decisions;
  failed(error: unknown): void;
}

/** The object as all mutations of a policy want it; absent when it is as before. One that fails is told of, and the next is tried. */
async function changedBy(
  { policy, matched, params }: Invocation,
  attributes: AdmissionAttributes,
  { options, decisions, failed }: Evaluation,
): Promise<KubeObject | undefined> {
  const before = await inMatchedVersion(attributes, attributes.object, matched);
  const oldObject = await inMatchedVersion(attributes, attributes.oldObject, matched);
  const { group, resource } = attributes.requestResource;
  const namespace =
    group === '' && resource === 'namespaces' ? undefined : await namespaceOf(attributes, options.catchUp);
  const seen: Seen = { attributes, matched, object: before, oldObject, params, decisions };
  if (!(await isMeant(policy, seen))) return undefined;
  let object = attributes.object;
  for (const mutation of policy.mutations) {
    try {
      const now = { ...seen, namespace, object: await inMatchedVersion(attributes, object, matched) };
      const patched = await patchedBy(mutation, policy, now);
      if (patched) object = await decoded(attributes, patched, matched);
    } catch (error) {
      if (error instanceof StatusError) throw error;
      failed(error);
    }
  }
  return (await isSame(attributes.object, object)) ? undefined : object;
}

/**
 * What a mutation has made, as the object that it is.
 * @throws StatusError 500 for what is none: whoever has sent the request cannot help it.
 */
async function decoded(
  attributes: AdmissionAttributes,
  patched: object,
  matched: Invocation['matched'],
): Promise<KubeObject> {
  const { apiVersion = '', kind = '' } = patched as KubeObject;
  try {
    const other = kind === attributes.requestKind.kind ? undefined : messageOfKind(apiVersion, kind);
    if (other) await inTurns(decodeSteps(patched, other, { unknownFields: 'ignore' }));
    return await fromMatchedVersion(attributes, patched, matched);
  } catch (error) {
    const problem = error instanceof StatusError && /cannot be handled as a \w+: (?<text>.*)$/s.exec(error.message);
    throw problem ? newInternalError(problem.groups!['text']!) : error;
  }
}

async function isMeant({ conditions, named }: MutatingPolicy, seen: Seen): Promise<boolean> {
  if (conditions.length === 0) return true;
  const { holds, error } = await withDecisions(() =>
    inTurns(conditionsHold(conditions, createActivation(valuesOf(seen), { budget: MATCH_CONDITIONS_BUDGET, named }))),
  );
  if (error !== undefined) throw new MutationError(error);
  return holds;
}

/** Absent when the mutation's own tests say that it is not for this object. */
async function patchedBy(
  { expression, isJsonPatch }: CompiledMutation,
  { named }: MutatingPolicy,
  seen: Seen & { object: KubeObject | undefined },
): Promise<object | undefined> {
  const { value, error } = await withDecisions(() =>
    inTurns(settleSteps(createActivation(valuesOf(seen), { budget: RUNTIME_BUDGET, named }).evaluate(expression))),
  );
  if (error !== undefined) throw new MutationError(error);
  return inTurns(mutated(seen.object!, value, { isJsonPatch, matched: seen.matched }));
}
