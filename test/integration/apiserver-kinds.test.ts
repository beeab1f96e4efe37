import { widgets } from '../../apps/apiserver/src/testing/widgets';
import { startTestCluster, type RunningApiserver, type TestCluster } from './apiserver-harness';

jest.setTimeout(60_000);

let cluster: TestCluster;
let api: RunningApiserver;
beforeAll(async () => {
  cluster = await startTestCluster();
  api = await cluster.start();
});
afterAll(() => cluster.stop());

const PATH = '/apis/example.com/v1/namespaces/default/widgets';
const widget = (name: string, spec: object) => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, namespace: 'default' }, spec });
const fails = (args: string[]) => api.kubectl(args).then((output) => Promise.reject(new Error(`should have failed: ${output}`)), (error: Error) => error.message);
const indexed = async (path: string) => Object.keys((await api.call(path)).body.paths);

it('kubectl knows a kind as soon as it comes, and forgets it when it goes', async () => {
  const coreTag = (await api.call('/openapi/v3/api/v1')).headers['etag'];
  expect((await api.call(PATH)).code).toBe(404);
  expect(await fails(['get', 'widgets'])).toContain('the server doesn\'t have a resource type "widgets"');

  await api.server.addKind(widgets);
  expect(await api.kubectl(['api-resources', '--api-group=example.com'])).toMatch(/widgets +wd +example\.com\/v1 +true +Widget/);
  expect(await indexed('/openapi/v3')).toContain('apis/example.com/v1');
  expect((await api.call('/openapi/v3/api/v1')).headers['etag']).toBe(coreTag);

  const manifest = JSON.stringify(widget('a', { size: 3, parts: { screw: '4' } }));
  expect(await api.kubectl(['apply', '--server-side', '-f', '-'], { stdin: manifest })).toContain('widget.example.com/a serverside-applied');
  const watch = api.watch(`${PATH}?watch=true`);
  await watch.until((events) => events.length === 1);
  expect(await api.kubectl(['apply', '--server-side', '-f', '-'], { stdin: JSON.stringify(widget('a', { size: 4 })) })).toContain('serverside-applied');
  const events = await watch.until((seen) => seen.length === 2);
  expect(events.map(({ type, object }) => [type, object.spec])).toEqual([['ADDED', { size: 3, parts: { screw: '4' } }], ['MODIFIED', { size: 4 }]]);

  expect(await api.kubectl(['get', 'wd'])).toMatch(/NAME +AGE\na +\d+s/);
  expect(await api.kubectl(['explain', 'widget.spec.size'])).toMatch(/FIELD: size <integer>[^]*How large it is\./);
  expect((await api.call(PATH, { method: 'POST', body: widget('b', { size: 'large' }) })).body).toMatchObject({ code: 400, message: expect.stringContaining('Widget in version "v1" cannot be handled as a Widget') });
  expect((await api.call(PATH, { method: 'POST', body: widget('b', { shape: 'round' }), headers: { 'content-type': 'application/json' } })).headers['warning']).toContain('unknown field');
  expect(await api.kubectl(['delete', 'widget', 'b'])).toContain('widget.example.com "b" deleted');
  expect(await metricsOf('widgets')).toEqual(expect.arrayContaining([expect.stringMatching(/^apiserver_storage_objects.*widgets.* 1$/), expect.stringMatching(/^apiserver_watchers.*widgets.* 1$/)]));

  api.server.removeKind('example.com', 'widgets');
  await watch.ended;
  expect((await api.call(PATH)).code).toBe(404);
  expect((await api.call(`${PATH}?watch=true`)).code).toBe(404);
  expect(await indexed('/openapi/v3')).not.toContain('apis/example.com/v1');
  expect(await api.kubectl(['api-resources', '-o', 'name'])).not.toContain('widgets');
  expect(await metricsOf('widgets')).toEqual([]);
});

it('what is stored of a kind that went is there when the kind comes back', async () => {
  await api.server.addKind(widgets);
  expect((await api.call(PATH)).body.items.map(({ spec }: { spec: object }) => spec)).toEqual([{ size: 4 }]);
  api.server.removeKind('example.com', 'widgets');
});

async function metricsOf(resource: string): Promise<string[]> {
  const { text } = await api.call('/metrics');
  return text.split('\n').filter((line) => /^apiserver_(storage_objects|watchers)\{/.test(line) && line.includes(`resource="${resource}"`));
}
