import { CONFIG_MAPS, configMap, useCluster } from './rest-calls';

jest.setTimeout(30_000);

const { call, patch, post, remove } = useCluster();

describe('patch', () => {
  test('takes all three types and server-side apply', async () => {
    await post(CONFIG_MAPS, configMap('patched'));
    const path = `${CONFIG_MAPS}/patched`;
    expect((await patch(path, 'json-patch+json', [{ op: 'add', path: '/data/a', value: '1' }])).body.data).toEqual({
      key: 'value',
      a: '1',
    });
    expect((await patch(path, 'merge-patch+json', { data: { a: null } })).body.data).toEqual({ key: 'value' });
    expect(
      (await patch(path, 'strategic-merge-patch+json', { metadata: { labels: { l: '1' } } })).body.metadata.labels,
    ).toEqual({ l: '1' });
    const applied = await patch(
      `${path}?fieldManager=tester&force=true`,
      'apply-patch+yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: patched}\ndata: {mine: "1"}\n',
    );
    expect([applied.code, applied.body.data]).toEqual([200, { key: 'value', mine: '1' }]);
    expect(applied.body.metadata.managedFields.map((entry: any) => [entry.manager, entry.operation])).toContainEqual([
      'tester',
      'Apply',
    ]);
    const again = await patch(`${path}?fieldManager=tester`, 'apply-patch+yaml', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'patched' },
      data: {},
    });
    expect(again.body.data).toEqual({ key: 'value' });
    expect((await patch(path, 'apply-patch+yaml', { apiVersion: 'v1', kind: 'ConfigMap' })).body.message).toContain(
      'fieldManager: Required value: is required for apply patch',
    );
    expect((await patch(path, 'strange+json', {})).body).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
    expect((await patch(`${CONFIG_MAPS}/absent`, 'merge-patch+json', {})).code).toBe(404);
  });

  test('creates by apply, and finds conflicts of ownership', async () => {
    const config = (value: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'applied' },
      data: { key: value },
    });
    const path = `${CONFIG_MAPS}/applied`;
    expect((await patch(`${path}?fieldManager=one`, 'apply-patch+yaml', config('1'))).code).toBe(201);
    const conflict = await patch(`${path}?fieldManager=two`, 'apply-patch+yaml', config('2'));
    expect(conflict.body).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(conflict.body.message).toContain('Apply failed with 1 conflict: conflict with "one": .data.key');
    expect((await patch(`${path}?fieldManager=two&force=true`, 'apply-patch+yaml', config('2'))).body.data).toEqual({
      key: '2',
    });
  });

  test('applies nothing whose fields nobody could own, and creates nothing without a name', async () => {
    const apply = (name: string, config: object, query = '') =>
      patch(`${CONFIG_MAPS}/${name}?fieldManager=one${query}`, 'apply-patch+yaml', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        ...config,
      });
    const refused = 'failed to create typed patch object (/untyped; /v1, Kind=ConfigMap): ';
    for (const query of ['', '&fieldValidation=Warn', '&fieldValidation=Ignore'])
      expect((await apply('untyped', { metadata: { name: 'untyped' }, nothing: 1 }, query)).body).toMatchObject({
        code: 400,
        message: `${refused}.nothing: field not declared in schema`,
      });
    expect((await apply('untyped', { metadata: { name: 'untyped', finalizers: ['a/b', 'a/b'] } })).body).toMatchObject({
      code: 400,
      message: `${refused}.metadata.finalizers: duplicate entries for key [="a/b"]`,
    });
    expect((await apply('untyped', { metadata: {} })).body).toMatchObject({
      code: 400,
      message: 'the name of the object (untyped based on URL) was undeterminable: name must be provided',
    });
    expect((await apply('untyped', { metadata: { name: 'untyped', managedFields: [] } })).body).toMatchObject({
      code: 400,
      message: 'metadata.managedFields must be nil',
    });
    expect((await apply('versioned', { metadata: { name: 'versioned', resourceVersion: '1' } })).code).toBe(201);
    // What is there has its name.
    expect((await apply('versioned', { data: { a: 'b' } })).body).toMatchObject({
      metadata: { name: 'versioned' },
      data: { a: 'b' },
    });
  });

  test('loses none of many concurrent patches', async () => {
    await post(CONFIG_MAPS, configMap('contended'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        patch(`${CONFIG_MAPS}/contended`, 'merge-patch+json', { data: { [`k${index}`]: 'v' } }),
      ),
    );
    expect(answers.map(({ code }) => code)).toEqual(Array(20).fill(200));
    expect(Object.keys((await call(`${CONFIG_MAPS}/contended`)).body.data)).toHaveLength(21);
  });

  test('takes a resourceVersion in the patch as a precondition', async () => {
    await post(CONFIG_MAPS, configMap('precondition'));
    expect(
      (
        await patch(`${CONFIG_MAPS}/precondition`, 'merge-patch+json', {
          metadata: { resourceVersion: '1' },
          data: { a: 'b' },
        })
      ).body.reason,
    ).toBe('Conflict');
  });
});

describe('delete', () => {
  test('answers a Status, honours preconditions and dryRun, and says when nothing is there', async () => {
    const { body: created } = await post(CONFIG_MAPS, configMap('gone'));
    const path = `${CONFIG_MAPS}/gone`;
    expect((await remove(path, { preconditions: { uid: 'another' } })).body.message).toContain(
      'the UID in the precondition (another) does not match the UID in record',
    );
    expect((await remove(path, { propagationPolicy: 'Maybe' })).body.message).toContain(
      'propagationPolicy: Unsupported value: "Maybe"',
    );
    expect((await remove(path, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gone' } })).body).toMatchObject({
      code: 400,
      message: expect.stringContaining('no kind "Pod" is registered for version "v1"'),
    });
    const answer = await remove(path, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      preconditions: { uid: created.metadata.uid },
    });
    expect(answer.body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'gone', kind: 'configmaps', uid: created.metadata.uid },
    });
    expect((await remove(path)).body).toMatchObject({ code: 404, message: 'configmaps "gone" not found' });
  });

  test.each([
    ['services', 'Service', { spec: { ports: [{ port: 80 }] } }],
    ['serviceaccounts', 'ServiceAccount', {}],
  ])('of %s answers what was deleted', async (plural, kind, rest) => {
    const path = `/api/v1/namespaces/default/${plural}`;
    const { code, body: created } = await post(path, { apiVersion: 'v1', kind, metadata: { name: '1st' }, ...rest });
    expect(code).toBe(201);
    expect((await remove(`${path}/1st`)).body).toMatchObject({ kind, metadata: { uid: created.metadata.uid } });
  });

  test('waits for finalizers, then goes with the last one', async () => {
    await post(CONFIG_MAPS, configMap('held', { metadata: { name: 'held', finalizers: ['example.com/hold'] } }));
    const path = `${CONFIG_MAPS}/held`;
    const waiting = await remove(path);
    expect(waiting.body).toMatchObject({
      kind: 'ConfigMap',
      metadata: {
        deletionTimestamp: expect.any(String),
        deletionGracePeriodSeconds: 0,
        finalizers: ['example.com/hold'],
      },
    });
    expect(
      (await patch(path, 'merge-patch+json', { metadata: { finalizers: ['example.com/hold', 'example.com/more'] } }))
        .body.message,
    ).toContain('no new finalizers can be added if the object is being deleted');
    expect((await patch(path, 'merge-patch+json', { metadata: { finalizers: null } })).code).toBe(200);
    expect((await call(path)).code).toBe(404);
  });

  test.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ])('%s propagation leaves the finalizer for the garbage collector', async (propagationPolicy, finalizers) => {
    const name = `propagated-${propagationPolicy.toLowerCase()}`;
    await post(CONFIG_MAPS, configMap(name));
    expect((await remove(`${CONFIG_MAPS}/${name}?propagationPolicy=${propagationPolicy}`)).body.metadata).toMatchObject(
      { finalizers, deletionTimestamp: expect.any(String) },
    );
  });

  test('deletes what a selector selects', async () => {
    for (const name of ['c1', 'c2', 'c3'])
      await post(CONFIG_MAPS, configMap(name, { metadata: { name, labels: { batch: name === 'c3' ? 'no' : 'yes' } } }));
    const answer = await remove(`${CONFIG_MAPS}?labelSelector=batch%3Dyes`);
    expect(answer.body.items.map(({ metadata }: any) => metadata.name).sort()).toEqual(['c1', 'c2']);
    expect(
      (await call(`${CONFIG_MAPS}?labelSelector=batch`)).body.items.map(({ metadata }: any) => metadata.name),
    ).toEqual(['c3']);
  });

  test('keeps a pod with a node until the kubelet is done, and lets one without go at once', async () => {
    await post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    const pods = '/api/v1/namespaces/default/pods';
    const pod = (name: string, spec: object = {}) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
    });
    expect((await post(pods, pod('unscheduled'))).code).toBe(201);
    expect((await remove(`${pods}/unscheduled`)).body.kind).toBe('Pod');
    expect((await call(`${pods}/unscheduled`)).code).toBe(404);
    await post(pods, pod('scheduled', { nodeName: 'n1' }));
    expect((await remove(`${pods}/scheduled`)).body.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
    expect((await remove(`${pods}/scheduled?gracePeriodSeconds=5`)).body.metadata).toMatchObject({
      deletionGracePeriodSeconds: 5,
    });
    expect((await remove(`${pods}/scheduled?gracePeriodSeconds=60`)).body.metadata).toMatchObject({
      deletionGracePeriodSeconds: 5,
    });
    expect((await remove(`${pods}/scheduled`, { gracePeriodSeconds: 0 })).code).toBe(200);
    expect((await call(`${pods}/scheduled`)).code).toBe(404);
  });
});
