import { hasEntries, memberOf, type SchemaNode } from './schema-node';

export interface FoundField {
  /** The names of the fields on the way. */
  steps: { name: string; isEntry: boolean }[];
  /** Undefined where nothing is said of the values of a map. */
  schema: SchemaNode | undefined;
}

/**
 * What a path such as `.spec.parts['a.b']` leads to in a schema. @throws Error in Kubernetes' words.
 * @see https://github.com/kubernetes/apiextensions-apiserver (pkg/apiserver/schema/cel/validation.go, ValidFieldPath)
 */
export function findField(path: string, root: SchemaNode, { arrays = true } = {}): FoundField {
  const tokens = [...tokensOf(path)];
  const steps: FoundField['steps'] = [];
  let schema: SchemaNode | undefined = root;
  let at = 0;
  const next = (): string => {
    const token = tokens[at++];
    if (token === undefined) throw new Error('unexpected end of JSON path');
    return token;
  };
  const enter = (name: string): void => {
    const isNamed = schema?.properties !== undefined;
    if (!isNamed && !(schema && hasEntries(schema))) throw new Error('does not refer to a valid field');
    const found = isNamed ? schema!.properties![name] : memberOf(schema, name);
    if (isNamed && !found) throw new Error('does not refer to a valid field');
    steps.push({ name, isEntry: !isNamed });
    schema = found;
  };
  while (at < tokens.length) {
    const token = next();
    if (token === '.') enter(next());
    else if (token === '[') {
      if (!arrays) throw new Error('array notation is not allowed');
      const quoted = next();
      if (quoted.length < 2 || !quoted.startsWith("'") || !quoted.endsWith("'"))
        throw new Error(`expected single quoted string but got ${quoted}`);
      enter(quoted.slice(1, -1).replace(/\\(.)/g, '$1'));
      const end = next();
      if (end !== ']') throw new Error(`expected ] but got ${end}`);
    } else throw new Error(`expected [ or . but got: ${token}`);
  }
  return { steps, schema };
}

/** `.`, `[`, `]`, what stands between them, and quoted texts as a whole. */
function* tokensOf(path: string): Generator<string> {
  let start = 0;
  while (start < path.length) {
    let end = start + 1;
    if (path[start] === "'") {
      while (end < path.length && !(path[end] === "'" && path[end - 1] !== '\\')) end++;
      end++;
    } else if (!DELIMITERS.has(path[start]!)) while (end < path.length && !DELIMITERS.has(path[end]!)) end++;
    yield path.slice(start, end);
    start = end;
  }
}

const DELIMITERS: ReadonlySet<string> = new Set(['.', '[', ']']);
