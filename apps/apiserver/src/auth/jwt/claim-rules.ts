import { atOnce, settleSteps } from '@kubets/apimachinery';
import {
  BOOL,
  CompileError,
  createEnvironment,
  DYN,
  EvaluationError,
  fromJson,
  isList,
  kubernetesLibraries,
  listOf,
  mapOf,
  PER_CALL_LIMIT,
  STRING,
  typeText,
  type Program,
  type Type,
  type Value,
} from '@kubets/cel';
import { ConfigurationError, required } from '../../configuration/fields';
import { USER_INFO } from '../../expressions/admission-types';
import type { UserInfo } from '../user/user-info';
import type { JwtFields } from './authentication-configuration';

export type Claims = Readonly<Record<string, unknown>>;

/** What the claims of a token have to be, and whom they name. */
export interface ClaimRules {
  /** @throws Error saying what is wrong with the claims or with the user. */
  userOf(claims: Claims): UserInfo;
}

interface Check {
  check(claims: Claims): void;
}

const MAX_RULES = 64;
const CLAIMS = mapOf(STRING, DYN);
const TEXTS = listOf(STRING);

/** The rules as the file has them. @throws ConfigurationError for those that mean nothing. */
export function compileClaims(
  { claimValidationRules = [], claimMappings = {}, userValidationRules = [] }: JwtFields,
  path: string,
): ClaimRules {
  for (const [field, list] of Object.entries({ claimValidationRules, userValidationRules }))
    if (list.length > MAX_RULES)
      throw new ConfigurationError(`${path}.${field}: Too many: ${list.length}: must have at most ${MAX_RULES} items`);
  const checks = claimValidationRules.map((rule, index) => claimCheck(rule, `${path}.claimValidationRules[${index}]`));
  const at = `${path}.claimMappings`;
  const username = usernameOf(claimMappings.username ?? {}, `${at}.username`);
  const groups = groupsOf(claimMappings.groups ?? {}, `${at}.groups`);
  const uid = uidOf(claimMappings.uid ?? {}, `${at}.uid`);
  const extra = (claimMappings.extra ?? []).map(({ key, valueExpression }, index) => {
    const where = `${at}.extra[${index}]`;
    const name = required(key, `${where}.key`);
    if (!/^[a-z0-9.-]+\/[^\s]+$/.test(name))
      throw new ConfigurationError(
        `${where}.key: Invalid value: ${JSON.stringify(name)}: must be a domain-prefix path (e.g. example.com/foo)`,
      );
    const values = claimsProgram(
      required(valueExpression, `${where}.valueExpression`),
      [STRING, TEXTS],
      `${where}.valueExpression`,
    );
    return { key: name, values };
  });
  const userChecks = userValidationRules.map(({ expression, message }, index) => {
    const where = `${path}.userValidationRules[${index}].expression`;
    const text = required(expression, where);
    const program = compiled(text, { user: USER_INFO }, [BOOL], where);
    return (user: UserInfo) => {
      if (evaluated(program, new Map([['user', fromJson(user, USER_INFO)]])) !== true)
        throw new Error(message || `validation expression '${text}' failed`);
    };
  });
  return {
    userOf(claims) {
      for (const { check } of checks) check(claims);
      const found = extra.flatMap(({ key, values }): [string, string[]][] => {
        const texts = textsOf(values(claims)).filter((one) => one !== '');
        return texts.length > 0 ? [[key, texts]] : [];
      });
      const id = uid?.(claims);
      const user: UserInfo = {
        username: username(claims),
        ...(id ? { uid: id } : {}),
        groups: groups(claims),
        ...(found.length > 0 ? { extra: Object.fromEntries(found) } : {}),
      };
      for (const check of userChecks) check(user);
      return user;
    },
  };
}

type Mapping = NonNullable<NonNullable<JwtFields['claimMappings']>['username']>;

function claimCheck(
  { claim, requiredValue, expression, message }: NonNullable<JwtFields['claimValidationRules']>[number],
  path: string,
): Check {
  if (claim && expression) throw new ConfigurationError(`${path}: claim and expression can't both be set`);
  if (!claim && !expression) throw new ConfigurationError(`${path}: Required value: claim or expression is required`);
  if (expression) {
    const holds = claimsProgram(expression, [BOOL], `${path}.expression`);
    return {
      check(claims) {
        if (holds(claims) !== true) throw new Error(message || `validation expression '${expression}' failed`);
      },
    };
  }
  return {
    check(claims) {
      const value = claimOf(claims, claim!);
      if (value === undefined) throw new Error(`oidc: required claim ${claim} not present in ID token`);
      if (value !== requiredValue)
        throw new Error(
          `oidc: required claim ${claim} value does not match. Got = ${String(value)}, want = ${requiredValue}`,
        );
    },
  };
}

const claimOf = (claims: Claims, name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);

function usernameOf({ claim, prefix, expression }: Mapping, path: string): (claims: Claims) => string {
  if (claim && expression) throw new ConfigurationError(`${path}: claim and expression can't both be set`);
  if (!claim && !expression) throw new ConfigurationError(`${path}: Required value: claim or expression is required`);
  if (expression) {
    if (prefix !== undefined)
      throw new ConfigurationError(`${path}.prefix: prefix can't be set when expression is set`);
    const program = claimsProgram(expression, [STRING], `${path}.expression`);
    return (claims) => notEmpty(program(claims));
  }
  if (prefix === undefined)
    throw new ConfigurationError(
      `${path}.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing`,
    );
  return (claims) => {
    const value = claimOf(claims, claim!);
    if (typeof value !== 'string')
      throw new Error(`oidc: parse username claims ${JSON.stringify(claim)}: claim not present`);
    // An address counts only when the issuer has seen to it that it is theirs.
    if (claim === 'email' && claimOf(claims, 'email_verified') !== undefined && claims['email_verified'] !== true)
      throw new Error('oidc: email not verified');
    return prefix + notEmpty(value);
  };
}

function notEmpty(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error('oidc: the username is empty');
}

function groupsOf({ claim, prefix, expression }: Mapping, path: string): (claims: Claims) => string[] {
  if (claim && expression) throw new ConfigurationError(`${path}: claim and expression can't both be set`);
  if (expression) {
    if (prefix !== undefined)
      throw new ConfigurationError(`${path}.prefix: prefix can't be set when expression is set`);
    const program = claimsProgram(expression, [STRING, TEXTS], `${path}.expression`);
    return (claims) => textsOf(program(claims)).filter((group) => group !== '');
  }
  if (!claim) return () => [];
  if (prefix === undefined)
    throw new ConfigurationError(
      `${path}.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing`,
    );
  return (claims) => {
    const value = claimOf(claims, claim);
    if (value === undefined || value === null) return [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (!list.every((one) => typeof one === 'string'))
      throw new Error(`oidc: parse groups claim ${JSON.stringify(claim)}: it is no list of texts`);
    return list.map((group) => prefix + group);
  };
}

function uidOf(
  { claim, expression }: { claim?: string; expression?: string },
  path: string,
): ((claims: Claims) => string) | undefined {
  if (claim && expression) throw new ConfigurationError(`${path}: claim and expression can't both be set`);
  if (expression) {
    const program = claimsProgram(expression, [STRING], `${path}.expression`);
    return (claims) => String(program(claims));
  }
  if (!claim) return undefined;
  return (claims) => {
    const value = claimOf(claims, claim);
    if (typeof value !== 'string') throw new Error(`oidc: parse uid claim ${JSON.stringify(claim)}: claim not present`);
    return value;
  };
}

/** A text, or a list of them. */
function textsOf(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (!isList(value)) throw new Error('oidc: expression must return a text or a list of texts');
  return [...value].map((one) => {
    if (typeof one === 'string') return one;
    throw new Error('oidc: expression must return a text or a list of texts');
  });
}

function claimsProgram(text: string, wanted: readonly Type[], path: string): (claims: Claims) => Value {
  const program = compiled(text, { claims: CLAIMS }, wanted, path);
  return (claims) => evaluated(program, new Map([['claims', fromJson(claims, CLAIMS)]]));
}

function compiled(text: string, variables: Record<string, Type>, wanted: readonly Type[], path: string): Program {
  const invalid = (why: string) => new ConfigurationError(`${path}: Invalid value: ${JSON.stringify(text)}: ${why}`);
  try {
    const program = createEnvironment({ variables, libraries: kubernetesLibraries }).compile(text);
    const texts = wanted.map(typeText);
    const type = typeText(program.type);
    // What is only known when there is a token is looked at then.
    if (!texts.includes(type) && type !== 'dyn' && type !== 'list(dyn)')
      throw invalid(
        `must evaluate to ${texts.length === 1 ? texts[0] : `one of [${texts.join(' ')}]`} but got ${type}`,
      );
    return program;
  } catch (error) {
    if (error instanceof CompileError) throw invalid(`compilation failed: ${error.message}`);
    throw error;
  }
}

function evaluated(program: Program, variables: ReadonlyMap<string, Value>): Value {
  try {
    return atOnce(settleSteps(program.evaluate(variables, PER_CALL_LIMIT))).value;
  } catch (error) {
    if (error instanceof EvaluationError)
      throw new Error(`oidc: error evaluating claim expression: ${error.message}`, { cause: error });
    throw error;
  }
}
