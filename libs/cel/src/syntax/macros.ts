import type { Expr, MacroName } from './ast';
import { SyntaxProblem } from './lexer';

interface Form {
  variables: number;
  args: number[];
  macro: MacroName;
}

/** By name: how many variables the macro has, and how many expressions follow. */
const FORMS: Record<string, Form[]> = {
  all: [{ macro: 'all', variables: 1, args: [1] }, { macro: 'all', variables: 2, args: [1] }],
  exists: [{ macro: 'exists', variables: 1, args: [1] }, { macro: 'exists', variables: 2, args: [1] }],
  exists_one: [{ macro: 'exists_one', variables: 1, args: [1] }, { macro: 'exists_one', variables: 2, args: [1] }],
  existsOne: [{ macro: 'exists_one', variables: 2, args: [1] }],
  map: [{ macro: 'map', variables: 1, args: [1, 2] }],
  filter: [{ macro: 'filter', variables: 1, args: [1] }],
  transformList: [{ macro: 'transformList', variables: 2, args: [1, 2] }],
  transformMap: [{ macro: 'transformMap', variables: 2, args: [1, 2] }],
  transformMapEntry: [{ macro: 'transformMapEntry', variables: 2, args: [1, 2] }],
  optMap: [{ macro: 'optMap', variables: 1, args: [1] }],
  optFlatMap: [{ macro: 'optFlatMap', variables: 1, args: [1] }],
  sortBy: [{ macro: 'sortBy', variables: 1, args: [1] }],
}; // prettier-ignore

/** What a call stands for that is a macro; undefined for one that is a function. @throws SyntaxProblem. */
export function macroOf(name: string, target: Expr | undefined, args: Expr[], at: number): Expr | undefined {
  if (name === 'has' && !target && args.length === 1) {
    const [tested] = args;
    if (tested?.kind !== 'select' || tested.isOptional)
      throw new SyntaxProblem('invalid argument to has() macro', args[0]!.at);
    return { ...tested, isTest: true, at };
  }
  if (!target || !Object.hasOwn(FORMS, name)) return undefined;
  const form = FORMS[name]!.find(({ variables, args: counts }) =>
    counts.some((count) => count + variables === args.length),
  );
  if (!form) return undefined;
  const variables = args.slice(0, form.variables).map((variable) => {
    if (variable.kind !== 'identifier') throw new SyntaxProblem(notSimple(name), variable.at);
    return variable.name;
  });
  if (variables.length === 2 && variables[0] === variables[1])
    throw new SyntaxProblem(`duplicate variable name: ${variables[0]}`, args[1]!.at);
  return { kind: 'macro', macro: form.macro, target, variables, args: args.slice(form.variables), at };
}

const notSimple = (name: string): string => {
  if (name.startsWith('opt')) return `${name}() variable name must be a simple identifier`;
  return ['map', 'filter', 'sortBy'].includes(name)
    ? 'argument is not an identifier'
    : 'argument must be a simple name';
};
