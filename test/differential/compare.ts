import type { AnswerBody } from './answer-body';
import { bodyOf } from './answer-body';
import type { Answer, Asked, Difference } from './case';
import { inMapOrder } from './map-order';
import { normalised } from './normalise';

/** Whose values are compared. */
const HEADERS = [
  'content-type',
  'warning',
  'cache-control',
  'vary',
  'allow',
  'location',
  'retry-after',
  'www-authenticate',
  'x-content-type-options',
  'content-encoding',
];
/** Which have to be there or not, whatever they say. */
const PRESENT = ['audit-id', 'etag'];

const SHOWN = 300;

export function differencesOf(asked: Asked, theirs: Answer, ours: Answer): Difference[] {
  const found: Difference[] = [];
  if (theirs.code !== ours.code) found.push({ at: 'code', theirs: String(theirs.code), ours: String(ours.code) });
  for (const name of HEADERS) addHeader(name, theirs.headers[name], ours.headers[name]);
  for (const name of PRESENT) addHeader(name, theirs.headers[name] && 'present', ours.headers[name] && 'present');
  const [expectedBody, gotBody] = [bodyOf(theirs, asked), bodyOf(ours, asked)];
  // Of a refusal and an object everything differs.
  if (isRefusal(theirs) !== isRefusal(ours))
    found.push({ at: 'answer', theirs: gist(expectedBody), ours: gist(gotBody) });
  else found.push(...bodyDifferences(expectedBody, gotBody));
  return found;

  function addHeader(name: string, one: string | undefined, other: string | undefined): void {
    const request = asked.path + JSON.stringify(asked.body ?? '');
    const [expected, got] = [one, other].map((value) => value && normalised(value, request));
    if (expected !== got) found.push({ at: `header ${name}`, theirs: expected ?? '-', ours: got ?? '-' });
  }
}

const isRefusal = ({ code }: Answer) => code === 0 || code >= 400;

/** A Status' message; else what it is. */
const gist = ({ value, text }: AnswerBody): string =>
  isObject(value) ? cut(String(value.message ?? value.kind)) : cut(text);

function bodyDifferences(theirs: AnswerBody, ours: AnswerBody): Difference[] {
  if (theirs.text === ours.text) return [];
  if (theirs.value === undefined || ours.value === undefined) return [textDifference(theirs.text, ours.text)];
  const found = valueDifferences('body', inMapOrder(theirs.value), inMapOrder(ours.value));
  if (found.length > 0) return found;
  const [layout, oursLayout] = [layoutOf(theirs.text), layoutOf(ours.text)];
  return layout === oursLayout ? [] : [{ ...textDifference(layout, oursLayout), at: 'layout' }];
}

/** How a text of a value is written: its last line break, and its lines and parts in no order, as that of an object's members says nothing. */
const layoutOf = (text: string) =>
  [text.endsWith('\n') ? 'line break at the end' : 'no line break at the end']
    .concat(
      text
        .split(/[\n,{}[\]]/)
        .map((part) => part.replace(/^[\s-]+/, ''))
        .sort(),
    )
    .join('\n');

function valueDifferences(at: string, theirs: unknown, ours: unknown): Difference[] {
  if (Object.is(theirs, ours)) return [];
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const [named, oursNamed] = [namedElements(theirs), namedElements(ours)];
    if (named && oursNamed) return elementDifferences(at, named, oursNamed);
    return Array.from({ length: Math.max(theirs.length, ours.length) }, (_, index) =>
      valueDifferences(`${at}[${index}]`, theirs[index], ours[index]),
    ).flat();
  }
  if (isObject(theirs) && isObject(ours))
    return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((key) =>
      valueDifferences(/^\w+$/.test(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`, theirs[key], ours[key]),
    );
  return [{ at, theirs: shown(theirs), ours: shown(ours) }];
}

/** Of lists whose elements say what they are, those that have no counterpart are told, and one difference of order. */
function elementDifferences(
  at: string,
  theirs: ReadonlyMap<string, unknown>,
  ours: ReadonlyMap<string, unknown>,
): Difference[] {
  const names = [...new Set([...theirs.keys(), ...ours.keys()])];
  const found = names.flatMap((name) => valueDifferences(`${at}[${name}]`, theirs.get(name), ours.get(name)));
  const orders = [theirs, ours].map((elements) =>
    [...elements.keys()].filter((name) => theirs.has(name) && ours.has(name)).join(' '),
  );
  // Managers stand in the order of their times' seconds: which of them two writes fall into is chance.
  return orders[0] === orders[1] || at.endsWith('managedFields')
    ? found
    : [...found, { at: `${at} order`, theirs: cut(orders[0]!), ours: cut(orders[1]!) }];
}

/** By their names, or the texts themselves; undefined where something has none, or two have the same. */
function namedElements(list: readonly unknown[]): Map<string, unknown> | undefined {
  const named = list.map((element) => [nameOf(element), element] as const);
  const map = new Map(named.filter((entry): entry is readonly [string, unknown] => entry[0] !== undefined));
  return map.size === list.length ? map : undefined;
}

function nameOf(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  if (!isObject(element)) return undefined;
  const { name, metadata, groupVersion, version, resource, subresource, manager, operation } = element;
  if (typeof manager === 'string') return [manager, operation, subresource].join(' ').trimEnd();
  return [name, isObject(metadata) ? metadata.name : undefined, groupVersion, version, resource, subresource].find(
    (value): value is string => typeof value === 'string',
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown) => (value === undefined ? '-' : cut(JSON.stringify(value)));
const cut = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** From a little before the first character that differs. */
function textDifference(theirs: string, ours: string): Difference {
  let same = 0;
  while (same < theirs.length && theirs[same] === ours[same]) same++;
  const from = Math.max(0, same - 40);
  return { at: 'text', theirs: cut(JSON.stringify(theirs.slice(from))), ours: cut(JSON.stringify(ours.slice(from))) };
}
