import { statusError } from '@kubets/apimachinery';
import type { Operation, Request, Requests, Word } from '../protocol/requests';

/** `name`: short text. `text`: as long as a message may be. `?`: may be absent. */
type FieldType = 'name' | 'name?' | 'text' | 'text?' | 'flag?' | 'number' | 'words';

const RESOURCE = { group: 'name', version: 'name', resource: 'name' } as const;
const OBJECT = { ...RESOURCE, namespace: 'name', name: 'name' } as const;
const CONTAINER = { namespace: 'name', pod: 'name', container: 'name' } as const;

const FIELDS: { readonly [O in Operation]: Readonly<Record<keyof Requests[O] & string, FieldType>> } = {
  login: { code: 'name?', token: 'text?', kubeconfig: 'text?', session: 'name?' },
  logout: {},
  kinds: {},
  table: { ...RESOURCE, namespace: 'name?', fieldSelector: 'name?', labelSelector: 'name?' },
  object: OBJECT,
  picture: { namespace: 'name?' },
  traffic: {},
  apply: { edited: 'text', original: 'text?', force: 'flag?', namespace: 'name?' },
  remove: { ...OBJECT, uid: 'name' },
  scale: { ...OBJECT, replicas: 'number' },
  restart: OBJECT,
  why: { namespace: 'name', name: 'name', port: 'name?' },
  rollout: { namespace: 'name', name: 'name' },
  undo: { namespace: 'name', name: 'name', replicaSet: 'name' },
  logs: { ...CONTAINER, previous: 'flag?' },
  exec: { ...CONTAINER, command: 'words', columns: 'number', rows: 'number' },
};

const WORDS: Readonly<Record<Word['op'], Readonly<Record<string, FieldType>>>> = {
  stop: {},
  input: { text: 'text' },
  resize: { columns: 'number', rows: 'number' },
};

const MOST_NAME = 1024;
const MOST_WORDS = 100;
const MOST_NUMBER = 1_000_000;

/** A message of the page's. @throws StatusError for one that is none. */
export function parseRequest(text: string): Request | Word {
  const message = parse(text);
  const { id, op } = message;
  if (!Number.isSafeInteger(id)) throw statusError('BadRequest', 'a request has a number as its id');
  const fields = typeof op === 'string' ? fieldsOf(op) : undefined;
  if (!fields) throw statusError('BadRequest', `there is no operation ${String(op).slice(0, 100)}`);
  const given = Object.entries(fields).flatMap(([field, type]): [string, unknown][] => {
    const value = message[field];
    if (value === undefined && type.endsWith('?')) return [];
    if (!isOf(type, value))
      throw statusError('BadRequest', `${String(op)}: ${field} is to be a ${type.replace('?', '')}`);
    return [[field, value]];
  });
  return { id, op, ...Object.fromEntries(given) } as Request | Word;
}

const fieldsOf = (op: string): Readonly<Record<string, FieldType>> | undefined =>
  Object.hasOwn(FIELDS, op) ? FIELDS[op as Operation] : Object.hasOwn(WORDS, op) ? WORDS[op as Word['op']] : undefined;

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw statusError('BadRequest', 'a message is to be JSON');
  }
  if (typeof value !== 'object' || value === null) throw statusError('BadRequest', 'a message is to be an object');
  return value as Record<string, unknown>;
}

function isOf(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'name':
    case 'name?':
      return typeof value === 'string' && value.length <= MOST_NAME;
    case 'text':
    case 'text?':
      return typeof value === 'string';
    case 'flag?':
      return typeof value === 'boolean';
    case 'number':
      return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MOST_NUMBER;
    case 'words':
      return Array.isArray(value) && value.length <= MOST_WORDS && value.every((word) => isOf('name', word));
  }
}
