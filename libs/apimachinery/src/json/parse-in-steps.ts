import type { Steps } from '../steps/steps';
import { parseExactJson } from './exact-json';
import { setMember, type JsonObject } from './json-value';
import { largeContainers, type Slice } from './large-containers';

/** What is parsed in one step: a fraction of a millisecond. */
const SLICE_CHARS = 8192;
/** Shorter texts are parsed at once. */
const LARGE_CHARS = 65_536;

const ONLY_SPACE = /^[ \t\r\n]*$/;
const SPACE_BEFORE = /[^ \t\r\n]/g;

/** parseExactJson in steps. @throws SyntaxError where that does, in other words. */
export function* exactSteps(text: string): Steps<unknown> {
  if (text.length < LARGE_CHARS) return parseExactJson(text);
  const containers = yield* largeContainers(text, SLICE_CHARS);
  SPACE_BEFORE.lastIndex = 0;
  const start = SPACE_BEFORE.exec(text)?.index ?? 0;
  const slices = containers?.get(start);
  if (!containers || !slices) return parseExactJson(text);
  assertSpace(text, slices.at(-1)!.end + 1, text.length);
  return yield* container(text, start, containers);
}

function assertSpace(text: string, from: number, to: number): void {
  if (!ONLY_SPACE.test(text.slice(from, to))) throw new SyntaxError(`Unexpected token at position ${from}`);
}

type Containers = ReadonlyMap<number, readonly Slice[]>;

/** The large container that begins at `start`, slice by slice. */
function* container(text: string, start: number, containers: Containers): Steps<unknown> {
  const slices = containers.get(start)!;
  const isList = text[start] === '[';
  const list: unknown[] = [];
  const object: JsonObject = {};
  let from = start + 1;
  for (const { end, large } of slices) {
    yield;
    const slice = text.slice(from, large ?? end);
    // An empty one would be a comma without a member beside it.
    if (slices.length > 1 && ONLY_SPACE.test(slice) && large === undefined)
      throw new SyntaxError(`Unexpected token at position ${end}`);
    const members = parseExactJson(wrapped(large === undefined ? slice : `${slice}null`, isList));
    let value: unknown;
    if (large !== undefined) {
      value = yield* container(text, large, containers);
      assertSpace(text, containers.get(large)!.at(-1)!.end + 1, end);
    }
    if (isList) list.push(...(large === undefined ? (members as unknown[]) : [value]));
    else
      for (const key of Object.keys(members as JsonObject))
        setMember(object, key, large === undefined ? (members as JsonObject)[key] : value);
    from = end + 1;
  }
  return isList ? list : object;
}

const wrapped = (members: string, isList: boolean): string => (isList ? `[${members}]` : `{${members}}`);
