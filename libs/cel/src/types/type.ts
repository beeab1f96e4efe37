/** What the items of a list are found by whose order says nothing: themselves, or members of them, by their names in expressions. */
export type ItemKeys = 'itself' | readonly string[];

/** What is known of a value before there is one. */
export type Type =
  | {
      kind:
        'dyn' | 'error' | 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'timestamp' | 'duration';
      /** The most characters of a value, where that is known; so of lists and maps. */
      most?: number;
      /** Of dyn: nothing has said yet what it is, as of the items of `[]`. */
      isFree?: boolean;
    }
  | { kind: 'list'; item: Type; most?: number; keyedBy?: ItemKeys }
  | { kind: 'map'; key: Type; value: Type; most?: number }
  /** The type of a type. */
  | { kind: 'type'; of?: Type }
  /** A type that a library brings along: `kubernetes.Quantity`, `optional_type`. */
  | { kind: 'opaque'; name: string; of?: Type }
  /** An object with fields; `maySkip`: members without a field are dyn. */
  | ObjectType
  /** In signatures: one type wherever it stands. */
  | { kind: 'parameter'; name: string };

export interface ObjectType {
  kind: 'object';
  name: string;
  fields: Fields;
}

/** Of an object, by name; those that can be told of, in order. */
export interface Fields extends Iterable<[string, FieldType]> {
  get(name: string): FieldType | undefined;
}

/** Types that literals may be of. */
export interface ObjectTypes {
  get(name: string): ObjectType | undefined;
}

export interface FieldType {
  type: Type;
  /** The member of the value that it is, where that is called otherwise. */
  member?: string;
}

type Simple = Exclude<
  Extract<Type, { kind: string }>['kind'],
  'list' | 'map' | 'type' | 'opaque' | 'object' | 'parameter'
>;
const simple = (kind: Simple): Type => ({ kind });

export const DYN = simple('dyn');
export const FREE: Type = { kind: 'dyn', isFree: true };
export const NULL = simple('null');
export const BOOL = simple('bool');
export const INT = simple('int');
export const UINT = simple('uint');
export const DOUBLE = simple('double');
export const STRING = simple('string');
export const BYTES = simple('bytes');
export const TIMESTAMP = simple('timestamp');
export const DURATION = simple('duration');
export const ERROR = simple('error');
export const TYPE: Type = { kind: 'type' };

export const listOf = (item: Type, keyedBy?: ItemKeys): Type => ({
  kind: 'list',
  item,
  ...(keyedBy ? { keyedBy } : {}),
});
/** With the most characters, items or entries that a value of it has. */
export const bounded = (type: Type, most: number): Type => ({ ...type, most }) as Type;
export const mapOf = (key: Type, value: Type): Type => ({ kind: 'map', key, value });
export const opaque = (name: string, of?: Type): Type => ({ kind: 'opaque', name, ...(of ? { of } : {}) });
export const optionalOf = (of: Type): Type => opaque('optional_type', of);
export const parameter = (name: string): Type => ({ kind: 'parameter', name });

const NAMES: Partial<Record<Type['kind'], string>> = {
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  null: 'null_type',
  error: '!error!',
};

/** A type as messages show it: `list(string)`. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `list(${typeText(type.item)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'type':
      return type.of ? `type(${typeText(type.of)})` : 'type';
    case 'opaque':
      return type.of ? `${type.name}(${typeText(type.of)})` : type.name;
    case 'object':
    case 'parameter':
      return type.name;
    default:
      return NAMES[type.kind] ?? type.kind;
  }
}

/** A type as cel-go's messages name it. */
export const shownType = (type: Type): string =>
  typeText(type)
    .replaceAll('google.protobuf.Timestamp', 'timestamp')
    .replaceAll('google.protobuf.Duration', 'duration')
    .replaceAll('null_type', 'null');

/** What type parameters stand for. */
export type Bindings = Map<string, Type>;

export function substitute(type: Type, bindings: Bindings, unbound: Type = DYN): Type {
  switch (type.kind) {
    case 'parameter': {
      const bound = bindings.get(type.name);
      return bound ? substitute(bound, bindings, unbound) : unbound.kind === 'parameter' ? type : unbound;
    }
    case 'list':
      return listOf(substitute(type.item, bindings, unbound));
    case 'map':
      return mapOf(substitute(type.key, bindings, unbound), substitute(type.value, bindings, unbound));
    case 'opaque':
      return type.of ? opaque(type.name, substitute(type.of, bindings, unbound)) : type;
    default:
      return type;
  }
}

/** Whether a value of the one type may stand where the other is asked for; notes what parameters stand for. */
export function isAssignable(target: Type, source: Type, bindings: Bindings): boolean {
  if (target.kind === 'parameter') return bind(target.name, source, bindings);
  if (source.kind === 'parameter') return bind(source.name, target, bindings);
  if (isDynamic(target) || isDynamic(source)) return true;
  if (source.kind === 'null') return target.kind === 'null' || isNullable(target);
  if (target.kind !== source.kind) return false;
  switch (target.kind) {
    case 'list':
      return isAssignable(target.item, (source as typeof target).item, bindings);
    case 'map': {
      const other = source as typeof target;
      return isAssignable(target.key, other.key, bindings) && isAssignable(target.value, other.value, bindings);
    }
    case 'opaque': {
      const other = source as typeof target;
      return target.name === other.name && (!target.of || !other.of || isAssignable(target.of, other.of, bindings));
    }
    case 'object':
      return target.name === (source as ObjectType).name;
    default:
      return true;
  }
}

const isDynamic = ({ kind }: Type): boolean => kind === 'dyn' || kind === 'error';
const isFree = (type: Type): boolean => type.kind === 'dyn' && type.isFree === true;
const isNullable = ({ kind }: Type): boolean =>
  kind === 'object' || kind === 'timestamp' || kind === 'duration' || kind === 'opaque';

function bind(name: string, type: Type, bindings: Bindings): boolean {
  const bound = bindings.get(name);
  if (type.kind === 'parameter' && type.name === name) return true;
  if (!bound || isFree(bound)) {
    bindings.set(name, type);
    return true;
  }
  if (isAssignable(bound, type, bindings)) {
    if (!isDynamic(bound) && isDynamic(type)) bindings.set(name, DYN);
    return true;
  }
  return false;
}

/** Whether two types are one; what nothing is known of yet is as good as any. */
export function equalTypes(a: Type, b: Type): boolean {
  if (isFree(a) || isFree(b)) return true;
  if (a.kind === 'list' && b.kind === 'list') return equalTypes(a.item, b.item);
  if (a.kind === 'map' && b.kind === 'map') return equalTypes(a.key, b.key) && equalTypes(a.value, b.value);
  if (a.kind === 'opaque' && b.kind === 'opaque' && a.of && b.of) return a.name === b.name && equalTypes(a.of, b.of);
  return isSameType(a, b);
}

export const isSameType = (a: Type, b: Type): boolean => typeText(a) === typeText(b);

/** What two types have in common: the more general of them, where one may stand for the other. */
export function joined(a: Type | undefined, b: Type): Type {
  if (!a) return b;
  if (a.kind === 'null' && isNullable(b)) return b;
  if (b.kind === 'null' && isNullable(a)) return a;
  return isAssignable(a, b, new Map()) ? moreGeneral(a, b) : DYN;
}

function moreGeneral(a: Type, b: Type): Type {
  if (isFree(a)) return b;
  if (isFree(b)) return a;
  if (a.kind === 'list' && b.kind === 'list') return listOf(moreGeneral(a.item, b.item));
  if (a.kind === 'map' && b.kind === 'map') return mapOf(moreGeneral(a.key, b.key), moreGeneral(a.value, b.value));
  if (a.kind === 'opaque' && b.kind === 'opaque') return a.of && b.of ? opaque(a.name, moreGeneral(a.of, b.of)) : a;
  return isDynamic(a) || isDynamic(b) ? DYN : b;
}

/** What an expression calls types by. */
export const TYPE_NAMES = new Set([
  'bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type', 'google.protobuf.Timestamp',
  'google.protobuf.Duration', 'optional_type',
]); // prettier-ignore
