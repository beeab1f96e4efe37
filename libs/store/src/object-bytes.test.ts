import { UnreadableObjectError } from './foreign-value';
import { canonicalBytes, parseStored, spliceResourceVersion } from './object-bytes';
import { StoredObject } from './stored-object';

describe('stored bytes', () => {
  test('begin with apiVersion, kind and metadata and carry no resourceVersion', () => {
    const object = {
      data: { 'a"metadata":{': 'b' },
      metadata: { resourceVersion: '7', name: 'x', selfLink: '/y' },
      kind: 'ConfigMap',
      apiVersion: 'v1',
    };
    expect(canonicalBytes(object).toString()).toBe(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a\\"metadata\\":{":"b"}}',
    );
  });

  test.each([
    [{ name: 'ä€😀' }, { resourceVersion: '42', name: 'ä€😀' }],
    [{}, { resourceVersion: '42' }],
  ])('%j gets the resourceVersion without being parsed', (metadata, expected) => {
    const value = canonicalBytes({ apiVersion: 'v1', kind: 'Secret', metadata });
    expect(parseStored(spliceResourceVersion(value, 42)).metadata).toEqual(expected);
  });

  test('refuses what is not an object of ours', () => {
    expect(() => spliceResourceVersion(Buffer.from('{"a":1}'), 1)).toThrow('no metadata');
  });
});

const POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}';

describe('a value that anybody may have written', () => {
  test.each<[string, string | Buffer, string]>([
    ['nothing', '', 'Unexpected end of JSON input'],
    ['garbage', '\0\x01garbage', 'Unexpected token'],
    ['no UTF-8', Buffer.from([...Buffer.from(POD.slice(0, 50)), 0xff, ...Buffer.from(POD.slice(50))]), 'not UTF-8'],
    ['cut off', POD.slice(0, 40), 'JSON'],
    ['a list', '[]', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['a number', '9007199254740993', 'not a JSON object'],
    ['no kind', '{"apiVersion":"v1","metadata":{"name":"p"}}', 'no apiVersion and kind'],
    ['no metadata', '{"apiVersion":"v1","kind":"Pod"}', 'no metadata'],
    ['metadata that is a text', '{"apiVersion":"v1","kind":"Pod","metadata":"m"}', 'no metadata'],
    ['no name', '{"apiVersion":"v1","kind":"Pod","metadata":{}}', 'metadata.name'],
    [
      'labels that are a list',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":[]}}',
      'metadata.labels',
    ],
    [
      'finalizers that are null',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","finalizers":null}}',
      'metadata.finalizers',
    ],
    [
      'one without end',
      POD.replace('"name"', `"a":${'['.repeat(50_000)}${']'.repeat(50_000)},"name"`),
      'nests deeper than 400',
    ],
    ['a spec that is a number', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":5}', 'spec or status'],
  ])('is refused with its key: %s', (_, value, reason) => {
    const read = () => StoredObject.fromForeignValue('/registry/core/pods/d/p', Buffer.from(value), 7);
    expect(read).toThrow(UnreadableObjectError);
    expect(read).toThrow('/registry/core/pods/d/p');
    expect(read).toThrow(reason);
  });

  test.each([
    ['as ours are written', POD],
    ['with spaces', '{ "metadata": {"name" : "p" },\n"kind":"Pod", "apiVersion": "v1"}'],
    [
      'with a resourceVersion of its own',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"resourceVersion":"3","name":"p"}}',
    ],
    [
      'with another metadata first',
      '{"spec":{"template":{"metadata":{"labels":{}}}},"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}',
    ],
  ])('is read %s', (_, value) => {
    const stored = StoredObject.fromForeignValue('/k', Buffer.from(value), 7);
    const seen = stored.object;
    expect(seen).toMatchObject({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', resourceVersion: '7' } });
    expect(parseStored(stored.json)).toEqual(seen);
    expect(stored.atRevision(10).object.metadata).toMatchObject({ name: 'p', resourceVersion: '10' });
  });

  test('is parsed again after it was settled, and not when somebody has it', () => {
    const stored = StoredObject.fromForeignValue('/k', Buffer.from(POD), 7);
    stored.settle();
    const { object } = stored;
    stored.settle();
    expect(stored.object).toBe(object);
  });
});

describe('StoredObject', () => {
  const stored = StoredObject.fromObject(
    '/registry/core/pods/d/p',
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', resourceVersion: '1' } },
    9,
  );

  test('parses once and hands out private copies', () => {
    expect(stored.object).toBe(stored.object);
    expect(stored.copy()).toEqual(stored.object);
    expect(stored.copy()).not.toBe(stored.object);
    expect(stored.object.metadata?.resourceVersion).toBe('9');
  });

  test.each([1, 9, 10, 123456789])('carries revision %d when deleted there', (revision) => {
    const gone = stored.atRevision(revision);
    expect(gone.revision).toBe(revision);
    expect(gone.object).toEqual({ ...stored.object, metadata: { name: 'p', resourceVersion: `${revision}` } });
  });

  test('encodes once per format', () => {
    const encode = jest.fn(() => Buffer.from('bytes'));
    expect(stored.encoding('proto', encode)).toBe(stored.encoding('proto', encode));
    expect(encode).toHaveBeenCalledTimes(1);
    stored.encoding('table', encode);
    expect(encode).toHaveBeenCalledTimes(2);
  });
});
