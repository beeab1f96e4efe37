import { selectorFromLabelSelector, type Selector, type Steps } from '@kubets/apimachinery';
import type {
  AuditAnnotation,
  MatchResources,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  Mutation,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
} from '@kubets/proto-gen/admissionregistration/v1';
import {
  ANNOTATION,
  compileExpression,
  CONDITION,
  MESSAGE,
  type CompiledExpression,
  type ExpressionScope,
} from '../../expressions/compiled-expression';
import { compileConditions } from '../../expressions/match-conditions';
import { CONFIGURATION, OPERATIONS } from '../../expressions/patch-types';
import { compileVariables } from '../../expressions/variables';

/** Which requests are meant, with the selectors read. */
export interface Criteria {
  resources: MatchResources;
  namespaceSelector: Selector;
  objectSelector: Selector;
}

type AnyPolicy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy;
type AnyBinding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding;

/** What policies of both kinds have, with expressions that can be evaluated. */
export interface CompiledPolicy<T extends AnyPolicy = AnyPolicy> {
  name: string;
  policy: T;
  criteria: Criteria;
  conditions: readonly CompiledExpression[];
  /** The variables. */
  named: ReadonlyMap<string, CompiledExpression>;
}

export interface CompiledRule {
  validation: Validation;
  expression: CompiledExpression;
  message?: CompiledExpression;
}

export interface ValidatingPolicy extends CompiledPolicy<ValidatingAdmissionPolicy> {
  rules: readonly CompiledRule[];
  annotations: readonly CompiledAnnotation[];
}

export interface CompiledAnnotation {
  key: string;
  expression: CompiledExpression;
}

export interface CompiledMutation {
  isJsonPatch: boolean;
  expression: CompiledExpression;
}

export interface MutatingPolicy extends CompiledPolicy<MutatingAdmissionPolicy> {
  mutations: readonly CompiledMutation[];
}

export interface CompiledBinding<T extends AnyBinding = AnyBinding> {
  name: string;
  binding: T;
  /** Absent where the policy's are all. */
  criteria?: Criteria;
}

function criteriaOf(resources: MatchResources): Criteria {
  return {
    resources,
    namespaceSelector: selectorFromLabelSelector(resources.namespaceSelector ?? {}),
    objectSelector: selectorFromLabelSelector(resources.objectSelector ?? {}),
  };
}

function* compiled<T extends AnyPolicy>(policy: T): Steps<{ base: CompiledPolicy<T>; scope: ExpressionScope }> {
  const { spec = {}, metadata } = policy;
  const given = { hasParams: spec.paramKind !== undefined, hasAuthorizer: true };
  const { named, scope } = yield* compileVariables(spec.variables ?? [], given);
  const base = {
    name: metadata?.name ?? '',
    policy,
    criteria: criteriaOf(spec.matchConstraints ?? {}),
    conditions: yield* compileConditions(spec.matchConditions ?? [], given),
    named,
  };
  return { base, scope };
}

const validating = new WeakMap<ValidatingAdmissionPolicy, ValidatingPolicy>();

/** In steps. Objects of the cache never change, so a policy is compiled once, when it is first met. */
export function* validatingPolicy(policy: ValidatingAdmissionPolicy): Steps<ValidatingPolicy> {
  const known = validating.get(policy);
  if (known) return known;
  const { base, scope } = yield* compiled(policy);
  const made = {
    ...base,
    rules: yield* compileRules(policy.spec?.validations ?? [], scope),
    annotations: yield* compileAnnotations(policy.spec?.auditAnnotations ?? [], scope),
  };
  validating.set(policy, made);
  return made;
}

function* compileRules(validations: readonly Validation[], scope: ExpressionScope): Steps<CompiledRule[]> {
  const rules: CompiledRule[] = [];
  const message = { ...scope, hasAuthorizer: false };
  for (const validation of validations) {
    yield;
    const { expression = '', messageExpression } = validation;
    rules.push({
      validation,
      expression: compileExpression(expression, CONDITION, scope),
      ...(messageExpression ? { message: compileExpression(messageExpression, MESSAGE, message) } : {}),
    });
  }
  return rules;
}

function* compileAnnotations(
  annotations: readonly AuditAnnotation[],
  scope: ExpressionScope,
): Steps<CompiledAnnotation[]> {
  const made: CompiledAnnotation[] = [];
  for (const { key = '', valueExpression = '' } of annotations) {
    yield;
    made.push({ key, expression: compileExpression(valueExpression.trim(), ANNOTATION, scope) });
  }
  return made;
}

const mutating = new WeakMap<MutatingAdmissionPolicy, MutatingPolicy>();

/** The same of a policy that changes objects. */
export function* mutatingPolicy(policy: MutatingAdmissionPolicy): Steps<MutatingPolicy> {
  const known = mutating.get(policy);
  if (known) return known;
  const { base, scope } = yield* compiled(policy);
  const made = { ...base, mutations: yield* compileMutations(policy.spec?.mutations ?? [], scope) };
  mutating.set(policy, made);
  return made;
}

function* compileMutations(mutations: readonly Mutation[], scope: ExpressionScope): Steps<CompiledMutation[]> {
  const made: CompiledMutation[] = [];
  for (const { patchType, applyConfiguration, jsonPatch } of mutations) {
    yield;
    const isJsonPatch = patchType === 'JSONPatch';
    const { expression = '' } = (isJsonPatch ? jsonPatch : applyConfiguration) ?? {};
    const wanted = isJsonPatch ? OPERATIONS : CONFIGURATION;
    made.push({ isJsonPatch, expression: compileExpression(expression, wanted, { ...scope, makesPatches: true }) });
  }
  return made;
}

const bindings = new WeakMap<AnyBinding, CompiledBinding>();

export function compiledBinding<T extends AnyBinding>(binding: T): CompiledBinding<T> {
  let made = bindings.get(binding);
  if (!made) {
    const { metadata, spec } = binding;
    made = {
      name: metadata?.name ?? '',
      binding,
      ...(spec?.matchResources ? { criteria: criteriaOf(spec.matchResources) } : {}),
    };
    bindings.set(binding, made);
  }
  return made as CompiledBinding<T>;
}
