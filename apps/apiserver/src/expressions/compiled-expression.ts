import {
  BOOL,
  CompileError,
  createEnvironment,
  DYN,
  InstantiationError,
  kubernetesLibraries,
  NULL,
  STRING,
  typeText,
  type Program,
  type Type,
} from '@kubets/cel';
import { NAMESPACE, objectType, REQUEST } from './admission-types';
import { AUTHORIZER, authorizerLibrary, RESOURCE_CHECK } from './authorizer';
import { patchLibrary, patchTypes } from './patch-types';

const LIBRARIES = [...kubernetesLibraries, authorizerLibrary];
const WITH_PATCHES = [...LIBRARIES, patchLibrary];

/** An expression that can be evaluated, or Kubernetes' words for why it cannot. */
export type CompiledExpression = { text: string } & (
  { program: Program; problem?: undefined } | { program?: undefined; problem: string }
);

/** What expressions of admission may name besides object, oldObject, request and namespaceObject. */
export interface ExpressionScope {
  hasParams?: boolean;
  /** Expressions of a policy, by name: those before the one that is compiled. */
  variables?: Readonly<Record<string, Type>>;
  /** Of object and oldObject, where one is known. */
  object?: Type;
  /** Of params. */
  params?: Type;
  /** Whether they may ask what users may do. */
  hasAuthorizer?: boolean;
  /** Whether they make patches. */
  makesPatches?: boolean;
}

/** Of which types an expression may be; any when there is none. */
export const CONDITION: readonly Type[] = [BOOL];
export const MESSAGE: readonly Type[] = [STRING];
export const ANNOTATION: readonly Type[] = [STRING, NULL];
export const ANYTHING: readonly Type[] = [];

/** An expression of a webhook's match conditions or of a policy. */
export function compileExpression(
  text: string,
  wanted: readonly Type[],
  { hasParams = false, variables, object = DYN, params = DYN, hasAuthorizer, makesPatches }: ExpressionScope = {},
): CompiledExpression {
  const environment = createEnvironment({
    variables: {
      object,
      oldObject: object,
      request: REQUEST,
      namespaceObject: NAMESPACE,
      ...(hasParams ? { params } : {}),
      ...(variables ? { variables: objectType('kubernetes.variables', variables) } : {}),
      ...(hasAuthorizer ? { authorizer: AUTHORIZER, 'authorizer.requestResource': RESOURCE_CHECK } : {}),
    },
    libraries: makesPatches ? WITH_PATCHES : LIBRARIES,
    ...(makesPatches ? { objects: patchTypes } : {}),
  });
  try {
    const program = environment.compile(text);
    const problem = mismatch(typeText(program.type), wanted.map(typeText));
    return problem === undefined ? { text, program } : { text, problem };
  } catch (error) {
    if (error instanceof InstantiationError) return { text, problem: `program instantiation failed: ${error.message}` };
    if (error instanceof CompileError) return { text, problem: `compilation failed: ${error.message}` };
    throw error;
  }
}

function mismatch(type: string, wanted: readonly string[]): string | undefined {
  if (wanted.length === 0 || wanted.includes(type)) return undefined;
  const text = wanted.length === 1 ? wanted[0] : `one of [${wanted.join(' ')}]`;
  return `must evaluate to ${text} but got ${type}`;
}
