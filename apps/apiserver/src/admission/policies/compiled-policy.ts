import { selectorFromLabelSelector, type Selector, type Steps } from '@kubets/apimachinery';
import type {
  AuditAnnotation,
  MatchResources,
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
import { compileVariables } from '../../expressions/variables';

/** Which requests are meant, with the selectors read. */
export interface Criteria {
  resources: MatchResources;
  namespaceSelector: Selector;
  objectSelector: Selector;
}

export interface CompiledRule {
  validation: Validation;
  expression: CompiledExpression;
  message?: CompiledExpression;
}

/** A policy whose expressions can be evaluated. */
export interface CompiledPolicy {
  name: string;
  policy: ValidatingAdmissionPolicy;
  criteria: Criteria;
  conditions: readonly CompiledExpression[];
  /** The variables. */
  named: ReadonlyMap<string, CompiledExpression>;
  rules: readonly CompiledRule[];
  annotations: readonly CompiledExpression[];
}

export interface CompiledBinding {
  name: string;
  binding: ValidatingAdmissionPolicyBinding;
  /** Absent where the policy's are all. */
  criteria?: Criteria;
}

const policies = new WeakMap<ValidatingAdmissionPolicy, CompiledPolicy>();
const bindings = new WeakMap<ValidatingAdmissionPolicyBinding, CompiledBinding>();

function criteriaOf(resources: MatchResources): Criteria {
  return {
    resources,
    namespaceSelector: selectorFromLabelSelector(resources.namespaceSelector ?? {}),
    objectSelector: selectorFromLabelSelector(resources.objectSelector ?? {}),
  };
}

/** In steps. Objects of the cache never change, so a policy is compiled once, when it is first met. */
export function* compiledPolicy(policy: ValidatingAdmissionPolicy): Steps<CompiledPolicy> {
  const known = policies.get(policy);
  if (known) return known;
  const { spec = {}, metadata } = policy;
  const hasParams = spec.paramKind !== undefined;
  const { named, scope } = yield* compileVariables(spec.variables ?? [], { hasParams });
  const compiled: CompiledPolicy = {
    name: metadata?.name ?? '',
    policy,
    criteria: criteriaOf(spec.matchConstraints ?? {}),
    conditions: yield* compileConditions(spec.matchConditions ?? [], { hasParams }),
    named,
    rules: yield* compileRules(spec.validations ?? [], scope),
    annotations: yield* compileAnnotations(spec.auditAnnotations ?? [], scope),
  };
  policies.set(policy, compiled);
  return compiled;
}

function* compileRules(validations: readonly Validation[], scope: ExpressionScope): Steps<CompiledRule[]> {
  const rules: CompiledRule[] = [];
  for (const validation of validations) {
    yield;
    const { expression = '', messageExpression } = validation;
    rules.push({
      validation,
      expression: compileExpression(expression, CONDITION, scope),
      ...(messageExpression ? { message: compileExpression(messageExpression, MESSAGE, scope) } : {}),
    });
  }
  return rules;
}

function* compileAnnotations(
  annotations: readonly AuditAnnotation[],
  scope: ExpressionScope,
): Steps<CompiledExpression[]> {
  const compiled: CompiledExpression[] = [];
  for (const { valueExpression = '' } of annotations) {
    yield;
    compiled.push(compileExpression(valueExpression.trim(), ANNOTATION, scope));
  }
  return compiled;
}

export function compiledBinding(binding: ValidatingAdmissionPolicyBinding): CompiledBinding {
  const known = bindings.get(binding);
  if (known) return known;
  const { spec, metadata } = binding;
  const compiled: CompiledBinding = {
    name: metadata?.name ?? '',
    binding,
    ...(spec?.matchResources ? { criteria: criteriaOf(spec.matchResources) } : {}),
  };
  bindings.set(binding, compiled);
  return compiled;
}
