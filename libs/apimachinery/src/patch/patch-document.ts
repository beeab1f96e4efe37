import {
  isJsonContainer,
  isJsonObject,
  type JsonContainer,
  type JsonObject,
  member,
  setMember,
} from '../json/json-value';
import { areWide, copyMembers } from '../json/wide-objects';
import { createPace, type Steps } from '../steps/steps';
import { createLongList, type LongList } from './long-list';
import { MAX_NESTING } from './nesting';

/** An operation that does not fit the document, or that makes too much of it. */
export class PatchError extends Error {
  /** @param isTest a test of the patch itself does not hold */
  constructor(
    message: string,
    readonly isTest = false,
  ) {
    super(message);
  }
}

/**
 * A JSON document while a patch works on it. A list or object is copied when it is first changed, so that the document
 * handed in stays as it is and an operation costs what its path and value cost, not what the document does. In steps.
 */
export interface PatchDocument {
  get(path: string): unknown;
  add(path: string, value: unknown): Steps<void>;
  remove(path: string): Steps<void>;
  replace(path: string, value: unknown): Steps<void>;
  copy(from: string, path: string): Steps<void>;
  /** A member that is not there equals null. */
  equals(path: string, value: unknown): Steps<boolean>;
  /** What has become of the document; nothing may be done to it any more. */
  finish(): unknown;
}

interface Place {
  container: JsonContainer;
  key: string;
}

/** What a copied value counts at least: many small ones take time, too. */
const LEAST_BYTES = 16;

/** Lists from this length on are held in pieces once something is put into their middle. */
const LONG = 1024;

/** RFC 6901. */
const unescaped = (token: string): string =>
  token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;

/** Where a token leads in a list, which may be counted from its end. @throws PatchError outside 0 to `last`. */
function indexOf(token: string, length: number, last: number): number {
  const number = /^[+-]?\d{1,18}$/.test(token) ? Number(token) : NaN;
  const index = number < 0 ? number + length : number;
  if (index >= 0 && index <= last) return index;
  throw new PatchError('invalid index referenced');
}

/** `maxCopiedBytes`: how much JSON all copies together may add. */
export function createPatchDocument(document: object, maxCopiedBytes: number): PatchDocument {
  let root: unknown = document;
  let copiedBytes = 0;
  const own = new WeakSet<object>();
  const sizes = new WeakMap<object, number>();
  /** Own lists whose elements are in pieces for the time being. */
  const long = new Map<unknown[], LongList>();
  /** Of all that is copied or compared, however small the lists and objects are in which it is. */
  const pace = createPace();

  const lengthOf = (list: unknown[]): number => (long.get(list) ?? list).length;

  function settle(list: unknown[]): void {
    const pieces = long.get(list);
    if (!pieces) return;
    long.delete(list);
    list.length = 0;
    pieces.appendTo(list);
  }

  function valueAt({ container, key }: Place): unknown {
    if (!Array.isArray(container)) return member(container, key);
    const length = lengthOf(container);
    const index = indexOf(key, length, length - 1);
    return long.get(container)?.at(index) ?? container[index];
  }

  function put({ container, key }: Place, value: unknown): void {
    if (!Array.isArray(container)) return setMember(container, key, value);
    const length = lengthOf(container);
    const index = indexOf(key, length, length - 1);
    const pieces = long.get(container);
    if (pieces) pieces.set(index, value);
    else container[index] = value;
  }

  function* owned(container: JsonContainer): Steps<JsonContainer> {
    const copy = Array.isArray(container) ? container.slice() : yield* copyMembers(container, {});
    own.add(copy);
    return copy;
  }

  /** Where the path ends. As in Kubernetes, what stands before the first slash does not count. */
  function locate(path: string): Place {
    let from = path.indexOf('/') + 1;
    if (from === 0 || !isJsonContainer(root)) throw new PatchError('missing path');
    let container = root;
    for (let end = path.indexOf('/', from); end >= 0; end = path.indexOf('/', from)) {
      const child = valueAt({ container, key: unescaped(path.slice(from, end)) });
      if (!isJsonContainer(child)) throw new PatchError('missing path');
      container = child;
      from = end + 1;
    }
    return { container, key: unescaped(path.slice(from)) };
  }

  /** The same, all on the way there own, to be changed. */
  function* ownPlace(path: string): Steps<Place> {
    let from = path.indexOf('/') + 1;
    if (from === 0 || !isJsonContainer(root)) throw new PatchError('missing path');
    let container = own.has(root) ? root : yield* owned(root);
    root = container;
    for (let end = path.indexOf('/', from); end >= 0; end = path.indexOf('/', from)) {
      const place = { container, key: unescaped(path.slice(from, end)) };
      const child = valueAt(place);
      if (!isJsonContainer(child)) throw new PatchError('missing path');
      container = own.has(child) ? child : yield* owned(child);
      if (container !== child) put(place, container);
      from = end + 1;
    }
    return { container, key: unescaped(path.slice(from)) };
  }

  function inPieces(list: unknown[]): LongList {
    const known = long.get(list);
    if (known) return known;
    const pieces = createLongList(list);
    long.set(list, pieces);
    return pieces;
  }

  function insert(place: Place, value: unknown): void {
    const { container, key } = place;
    if (!Array.isArray(container)) {
      const size = sizes.get(container);
      if (size !== undefined && !Object.hasOwn(container, key)) sizes.set(container, size + 1);
      return setMember(container, key, value);
    }
    const length = lengthOf(container);
    const index = key === '-' ? length : indexOf(key, length + 1, length);
    if (long.has(container) || (length >= LONG && index < length)) inPieces(container).insert(index, value);
    else container.splice(index, 0, value);
  }

  function take({ container, key }: Place): void {
    if (Array.isArray(container)) {
      const length = lengthOf(container);
      const index = indexOf(key, length, length - 1);
      if (length >= LONG || long.has(container)) inPieces(container).remove(index);
      else container.splice(index, 1);
      return;
    }
    if (!Object.hasOwn(container, key)) throw new PatchError('missing value');
    const size = sizes.get(container);
    if (size !== undefined) sizes.set(container, size - 1);
    delete container[key];
  }

  function countCopied(bytes: number): void {
    copiedBytes += bytes;
    if (copiedBytes > maxCopiedBytes) throw new PatchError(`the copies add more than ${maxCopiedBytes} bytes`);
  }

  function* deepCopy(value: unknown, depth = 0): Steps<unknown> {
    if (depth > MAX_NESTING) throw new PatchError('exceeded max depth');
    countCopied(typeof value === 'string' ? Math.max(value.length, LEAST_BYTES) : LEAST_BYTES);
    if (!isJsonContainer(value)) return value;
    if (Array.isArray(value)) {
      settle(value);
      const copy: unknown[] = [];
      for (const item of value) {
        if (pace(1)) yield;
        copy.push(yield* deepCopy(item, depth + 1));
      }
      return copy;
    }
    const copy: JsonObject = {};
    const keys = Object.keys(value);
    if (areWide(keys)) yield;
    for (const key of keys) {
      if (pace(1)) yield;
      countCopied(key.length);
      setMember(copy, key, yield* deepCopy(value[key], depth + 1));
    }
    return copy;
  }

  function sizeOf(container: JsonObject): number {
    const known = sizes.get(container);
    if (known !== undefined) return known;
    const size = Object.keys(container).length;
    sizes.set(container, size);
    return size;
  }

  /** Walks no more than there is of `wanted`, which is only as deep as a patch may be. */
  function* equal(value: unknown, wanted: unknown): Steps<boolean> {
    if (Array.isArray(wanted)) {
      if (!Array.isArray(value) || lengthOf(value) !== wanted.length) return false;
      settle(value);
      for (const [index, item] of (wanted as unknown[]).entries()) {
        if (pace(1)) yield;
        if (!(yield* equal(value[index], item))) return false;
      }
      return true;
    }
    if (!isJsonObject(wanted)) return (value ?? null) === (wanted ?? null);
    if (!isJsonObject(value)) return false;
    const keys = Object.keys(wanted);
    if (areWide(keys)) yield;
    if (sizeOf(value) !== keys.length) return false;
    for (const key of keys) {
      if (pace(1)) yield;
      if (!Object.hasOwn(value, key) || !(yield* equal(value[key], wanted[key]))) return false;
    }
    return true;
  }

  return {
    get: (path) => valueAt(locate(path)),
    *add(path, value) {
      insert(yield* ownPlace(path), value);
    },
    *remove(path) {
      take(yield* ownPlace(path));
    },
    *replace(path, value) {
      if (path !== '') {
        const place = yield* ownPlace(path);
        return Array.isArray(place.container) ? put(place, value) : insert(place, value);
      }
      if (!isJsonContainer(value)) throw new PatchError('replace operation value must be object or array');
      root = value;
    },
    *copy(from, path) {
      const value = valueAt(locate(from)) ?? null;
      const place = yield* ownPlace(path);
      insert(place, yield* deepCopy(value));
    },
    equals: (path, value) => equal(path === '' ? root : valueAt(locate(path)), value),
    finish() {
      for (const list of [...long.keys()]) settle(list);
      return root;
    },
  };
}
