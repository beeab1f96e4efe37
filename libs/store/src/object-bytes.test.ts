import { canonicalBytes, parseStored, spliceResourceVersion } from './object-bytes';
import { StoredObject } from './stored-object';

describe('stored bytes', () => {
  it('begin with apiVersion, kind and metadata and carry no resourceVersion', () => {
    const object = { data: { 'a"metadata":{': 'b' }, metadata: { resourceVersion: '7', name: 'x', selfLink: '/y' }, kind: 'ConfigMap', apiVersion: 'v1' };
    expect(canonicalBytes(object).toString()).toBe(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a\\"metadata\\":{":"b"}}',
    );
  });

  it.each([
    [{ name: 'ä€😀' }, { resourceVersion: '42', name: 'ä€😀' }],
    [{}, { resourceVersion: '42' }],
  ])('%j gets the resourceVersion without being parsed', (metadata, expected) => {
    const value = canonicalBytes({ apiVersion: 'v1', kind: 'Secret', metadata });
    expect(parseStored(spliceResourceVersion(value, 42)).metadata).toEqual(expected);
  });

  it('refuses what is not an object of ours', () => {
    expect(() => spliceResourceVersion(Buffer.from('{"a":1}'), 1)).toThrow('no metadata');
  });
});

describe('StoredObject', () => {
  const stored = StoredObject.fromObject('/registry/core/pods/d/p', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', resourceVersion: '1' } }, 9);

  it('parses once and hands out private copies', () => {
    expect(stored.object).toBe(stored.object);
    expect(stored.copy()).toEqual(stored.object);
    expect(stored.copy()).not.toBe(stored.object);
    expect(stored.object.metadata?.resourceVersion).toBe('9');
  });

  it.each([1, 9, 10, 123456789])('carries revision %d when deleted there', (revision) => {
    const gone = stored.atRevision(revision);
    expect(gone.revision).toBe(revision);
    expect(gone.object).toEqual({ ...stored.object, metadata: { name: 'p', resourceVersion: `${revision}` } });
  });

  it('encodes once per format', () => {
    const encode = jest.fn(() => Buffer.from('bytes'));
    expect(stored.encoding('proto', encode)).toBe(stored.encoding('proto', encode));
    expect(encode).toHaveBeenCalledTimes(1);
    stored.encoding('table', encode);
    expect(encode).toHaveBeenCalledTimes(2);
  });
});
