import type { Steps } from '@kubets/apimachinery';
import {
  CompileError,
  createEnvironment,
  InstantiationError,
  kubernetesLibraries,
  optionalOf,
  typeText,
  type Program,
  type Type,
} from '@kubets/cel';
import type { ValidationRule } from '@kubets/proto-gen/apiextensions/v1';
import { findField } from '../structural/field-path';
import { type SchemaNode } from '../structural/schema-node';
import { declType } from './decl-type';

/** A rule that can be evaluated, or what keeps it from that. */
export interface CompiledRule {
  rule: ValidationRule;
  type: Type | undefined;
  program?: Program;
  /** Kubernetes' words for why there is no program. */
  problem?: string;
  message?: Program;
  messageProblem?: string;
  usesOldSelf: boolean;
  /** The most that checking one value may cost, and telling what is wrong with it. */
  cost: number;
  messageCost: number;
  /** Where errors are told of, below the value itself. */
  fieldPath: string;
}

const compiled = new WeakMap<SchemaNode, readonly CompiledRule[]>();

export const hasRules = (schema: SchemaNode): boolean => (schema['x-kubernetes-validations']?.length ?? 0) > 0;

/** In steps: the rules of a schema, without those of schemas below; compiled once. */
export function* compiledRules(schema: SchemaNode, isKind: boolean): Steps<readonly CompiledRule[]> {
  const known = compiled.get(schema);
  if (known) return known;
  const type = declType(schema, isKind);
  const rules: CompiledRule[] = [];
  for (const rule of schema['x-kubernetes-validations'] ?? []) {
    yield;
    rules.push(yield* compile(rule, schema, type));
  }
  compiled.set(schema, rules);
  return rules;
}

function* compile(rule: ValidationRule, schema: SchemaNode, type: Type | undefined): Steps<CompiledRule> {
  const result: CompiledRule = {
    rule,
    type,
    usesOldSelf: false,
    cost: 0,
    messageCost: 0,
    fieldPath: fieldPathOf(rule, schema),
  };
  if (!type || (rule.rule ?? '').trim() === '') return result;
  const environment = createEnvironment({
    variables: { self: type, oldSelf: rule.optionalOldSelf ? optionalOf(type) : type },
    libraries: kubernetesLibraries,
  });
  const compileText = function* (
    text: string,
    wanted: string,
    prefix: string,
    mismatch: string,
  ): Steps<{ program: Program; problem?: undefined } | { program?: undefined; problem: string }> {
    try {
      const program = yield* environment.compileSteps(text);
      return typeText(program.type) === wanted ? { program } : { problem: mismatch };
    } catch (error) {
      if (error instanceof InstantiationError)
        return { problem: `${prefix || 'program '}instantiation failed: ${error.message}` };
      if (error instanceof CompileError) return { problem: `${prefix}compilation failed: ${error.message}` };
      throw error;
    }
  };
  const made = yield* compileText(rule.rule!, 'bool', '', 'cel expression must evaluate to a bool');
  if (made.problem !== undefined) return { ...result, problem: made.problem };
  result.program = made.program!;
  yield;
  result.cost = made.program!.estimateCost();
  result.usesOldSelf = made.program!.used.has('oldSelf');
  if (!rule.messageExpression) return result;
  const mismatch = 'messageExpression must evaluate to a string';
  const message = yield* compileText(rule.messageExpression, 'string', 'messageExpression ', mismatch);
  if (message.problem !== undefined) return { ...result, messageProblem: message.problem };
  return { ...result, message: message.program!, messageCost: message.program!.estimateCost() };
}

function fieldPathOf({ fieldPath = '' }: ValidationRule, schema: SchemaNode): string {
  if (fieldPath === '') return '';
  try {
    const { steps } = findField(fieldPath, schema);
    return steps.map(({ name, isEntry }, index) => (isEntry ? `[${name}]` : index === 0 ? name : `.${name}`)).join('');
  } catch {
    return '';
  }
}
