import type { KubeObject } from '@kubets/apimachinery';
import { storedThing, targetOf, things } from '../testing/things';
import { listPieces } from './list-content';
import { transformList, transformObject } from './transform';
import { createWatchEncoder } from './watch-encoder';

const now = () => new Date('2026-01-02T03:04:05Z');
const table = { encoding: 'json', as: 'Table', asVersion: 'meta.k8s.io/v1' } as const;
const stored = storedThing('a', 7, { labels: { l: '1' } });
const target = targetOf(things);
const parse = (frame: Buffer) => {
  expect(frame.toString().endsWith('}\n')).toBe(true);
  return JSON.parse(frame.toString());
};

describe('watch events', () => {
  test('carry the object’s own bytes', () => {
    const encoder = createWatchEncoder(target, { encoding: 'json' }, 'Metadata', now);
    expect(parse(encoder.frame('MODIFIED', stored))).toEqual({ type: 'MODIFIED', object: stored.object });
    expect(encoder.firstFrame).toBeUndefined();
    expect(parse(encoder.bookmark(9, true)).object).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } },
    });
    expect(parse(encoder.bookmark(9, false)).object.metadata.annotations).toBeUndefined();
  });

  test('are tables whose columns come first', () => {
    const encoder = createWatchEncoder(target, table, 'Object', now);
    expect(parse(encoder.firstFrame!('ADDED', stored)).object).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      columnDefinitions: [{ name: 'Name' }],
      rows: [{ cells: ['a'], object: stored.object }],
    });
    expect(parse(encoder.frame('ADDED', stored)).object.columnDefinitions).toBeNull();
    expect(parse(encoder.bookmark(9, false)).object).toMatchObject({
      kind: 'Table',
      metadata: { resourceVersion: '9' },
      rows: [],
    });
  });

  test('are metadata only', () => {
    const encoder = createWatchEncoder(
      target,
      { encoding: 'json', as: 'PartialObjectMetadata', asVersion: 'meta.k8s.io/v1' },
      'Metadata',
      now,
    );
    expect(parse(encoder.frame('DELETED', stored)).object).toEqual({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: stored.object.metadata,
    });
  });

  test('are shared only among those who want the same', () => {
    const formats = (['Metadata', 'Object', 'None'] as const).map(
      (include) => createWatchEncoder(target, table, include, now).format,
    );
    expect(new Set([...formats, createWatchEncoder(target, { encoding: 'json' }, 'Metadata', now).format]).size).toBe(
      4,
    );
  });
});

describe('answers', () => {
  const options = { apiVersion: 'meta.k8s.io/v1', include: 'None', now: now() } as const;
  const page = { items: [stored, storedThing('b', 8)], resourceVersion: 9, continue: 'token', remainingItemCount: 3 };
  const list = (...args: Parameters<typeof transformList> extends [...infer Given, unknown] ? Given : never) =>
    JSON.parse(
      Buffer.concat([
        ...listPieces(
          transformList(...args, () => undefined),
          'json',
        ),
      ]).toString(),
    );

  test('lists are put together from bytes', () => {
    expect(list(page, target, { encoding: 'json' }, options)).toEqual({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '9', continue: 'token', remainingItemCount: 3 },
      items: page.items.map(({ object: { apiVersion: _apiVersion, kind: _kind, ...item } }) => item),
    });
    expect(list({ items: [], resourceVersion: 1 }, target, { encoding: 'json' }, options).items).toEqual([]);
  });

  test('tables hold what is asked for', async () => {
    expect(list(page, target, table, options)).toMatchObject({
      kind: 'Table',
      metadata: { resourceVersion: '9' },
      rows: [{ cells: ['a'] }, { cells: ['b'] }],
    });
    expect(
      JSON.parse(String(await transformObject(stored, target, table, { ...options, include: 'Metadata' }))).rows[0]
        .object.kind,
    ).toBe('PartialObjectMetadata');
    expect(
      list(page, target, { encoding: 'json', as: 'PartialObjectMetadataList', asVersion: 'meta.k8s.io/v1' }, options),
    ).toMatchObject({ kind: 'PartialObjectMetadataList', items: [{ kind: 'PartialObjectMetadata' }, {}] });
  });

  test('other versions are converted', async () => {
    const old = {
      version: 'v0',
      message: 'kubets.core.v1.ConfigMap',
      toStorage: (object: object) => object,
      fromStorage: (object: KubeObject) => ({ ...object, converted: true }),
    };
    const converted = JSON.parse(
      String(await transformObject(stored, { ...target, version: old }, { encoding: 'json' }, options)),
    );
    expect(converted).toMatchObject({ apiVersion: 'v0', kind: 'ConfigMap', converted: true });
    expect(stored.object).not.toHaveProperty('converted');
  });
});
