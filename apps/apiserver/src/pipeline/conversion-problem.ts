const UNREADABLE = /^json: cannot unmarshal (\w+)(?: (\S+))? into Go (?:struct field \S+|value) of type (\S+)/;

const GO_KINDS: Readonly<Record<string, string>> = { string: 'string', bool: 'bool', array: 'slice', object: 'map' };

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
  if (type.startsWith('map[')) return `cannot restore map from ${kind}`;
  if (type.startsWith('[]')) return `cannot restore slice from ${kind}`;
  if (/^v\d/.test(type)) return `cannot restore struct from: ${kind}`;
  return kind === 'int64' || kind === 'float64' ? numberProblem(kind, type) : `unrecognized type: ${type}`;
}

/** Go would make a letter of a number, and no boolean. */
const numberProblem = (kind: string, type: string): string =>
  type === 'bool' ? `unrecognized type: ${type}` : `cannot convert ${kind} to ${type}`;
