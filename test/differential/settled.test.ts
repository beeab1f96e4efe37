import type { Answer, Asked } from './case';
import { schemaWritten, settled } from './settled';

const SCHEMAS = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas';
const answer = (code: number, body = ''): Answer => ({ code, headers: {}, body: Buffer.from(body) });
const body = { metadata: { name: 'a' } };

test.each<[string, Asked, number, string | undefined]>([
  ['created', { method: 'POST', path: SCHEMAS, body }, 201, `${SCHEMAS}/a`],
  ['created as YAML', { method: 'POST', path: SCHEMAS, body: 'metadata:\n  name: a\n' }, 201, `${SCHEMAS}/a`],
  ['replaced', { method: 'PUT', path: `${SCHEMAS}/a?fieldManager=me`, body }, 200, `${SCHEMAS}/a`],
  ['its status', { method: 'PATCH', path: `${SCHEMAS}/a/status`, body: '{}' }, 200, `${SCHEMAS}/a`],
  ['refused', { method: 'POST', path: SCHEMAS, body }, 422, undefined],
  ['dry', { method: 'POST', path: `${SCHEMAS}?dryRun=All`, body }, 201, undefined],
  ['read', { method: 'GET', path: `${SCHEMAS}/a` }, 200, undefined],
  ['something else', { method: 'POST', path: '/api/v1/namespaces', body }, 201, undefined],
])('which schema was written: %s', (_, asked, code, path) => expect(schemaWritten(asked, answer(code))).toBe(path));

test('waits until it is written whether the level is there', async () => {
  const answers = [answer(200, '{}'), answer(200, '{"status":{"conditions":[{"type":"Dangling"}]}}')];
  const client = { send: () => Promise.resolve(answers.shift()!), close: () => undefined };
  const found = await settled(client, { method: 'POST', path: SCHEMAS, body }, answer(201));
  expect(found?.body.toString()).toContain('Dangling');
  expect(answers).toEqual([]);
});

test('does not wait for what is gone, nor for anything else', async () => {
  const client = { send: () => Promise.resolve(answer(404)), close: () => undefined };
  expect((await settled(client, { method: 'PUT', path: `${SCHEMAS}/a`, body }, answer(200)))?.code).toBe(404);
  expect(await settled(client, { method: 'GET', path: SCHEMAS }, answer(200))).toBeUndefined();
});
