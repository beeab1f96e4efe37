import { schema } from '@kubets/proto-gen/schema';

const UNREADABLE = /^json: cannot unmarshal (\w+)(?: (\S+))? into Go (?:struct field \S+|value) of type (\S+)/;

const GO_KINDS: Readonly<Record<string, string>> = { string: 'string', bool: 'bool', array: 'slice', object: 'map' };

const isNumber = (kind: string) => kind === 'int64' || kind === 'float64';

/** Types that read their JSON themselves, and say what JSON's reader says. */
const OWN_READERS = new Set(['v1.Time', 'v1.MicroTime', 'resource.Quantity', 'interface']);

/**
 * What the JSON decoder says of a value of a wrong type, in the words of the converter that a strategic merge patch's result
 * goes through: `cannot restore map from slice`.
 */
export function conversionProblem(problem: string): string {
  const [, json = '', number, type = ''] = UNREADABLE.exec(problem) ?? [];
  if (!json || OWN_READERS.has(type)) return problem;
  const kind = json === 'number' ? (number && /[.eE]/.test(number) ? 'float64' : 'int64') : GO_KINDS[json];
  if (!kind) return problem;
  const named = (namedTypes ??= findNamedTypes()).get(type);
  if (named === 'map' || type.startsWith('map[')) return `cannot restore map from ${kind}`;
  if (named === 'slice' || type.startsWith('[]')) return `cannot restore slice from ${kind}`;
  if (named === 'string') return isNumber(kind) ? numberProblem(kind, type) : 'unrecognized type: string';
  if (/^v\d/.test(type)) return `cannot restore struct from: ${kind}`;
  return isNumber(kind) ? numberProblem(kind, type) : `unrecognized type: ${type}`;
}

/** Go would make a letter of a number, and no boolean. */
const numberProblem = (kind: string, type: string): string =>
  type === 'bool' ? `unrecognized type: ${type}` : `cannot convert ${kind} to ${type}`;

type Named = 'map' | 'slice' | 'string';
let namedTypes: ReadonlyMap<string, Named> | undefined;

/** What the types are that have a name in Go without being structs: `v1.Protocol`, `v1.ResourceList`. */
function findNamedTypes(): Map<string, Named> {
  const found = new Map<string, Named>();
  const fields = schema.messageNames().flatMap((name) => Object.values(schema.of(name).fields));
  for (const { goType, type, map, repeated } of fields) {
    if (goType === undefined) continue;
    const [, element] = /^(?:\[\]|map\[[^\]]*\])(.+)$/.exec(goType) ?? [];
    if (element === undefined && map) found.set(goType, 'map');
    else if (element === undefined && repeated) found.set(goType, 'slice');
    else if (type === 'string') found.set(element ?? goType, 'string');
  }
  return found;
}
