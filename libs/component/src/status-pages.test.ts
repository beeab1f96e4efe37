import { parse } from 'yaml';
import { createStatusPages } from './status-pages';

const pages = createStatusPages({
  component: 'kube-test',
  flags: { v: '2', 'a-flag': '[x,y]' },
  startedAt: new Date('2026-11-30T18:17:20.500Z'),
  now: () => new Date('2026-11-30T19:18:21.600Z'),
});
const STATUSZ = 'application/json;v=v1beta1;g=config.k8s.io;as=Statusz';

test('/statusz as text', async () => {
  const { code, contentType, body } = await pages.answer('statusz', undefined, ['/api', '/readyz/x', '/metrics', '/']);
  expect([code, contentType]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(body).toMatch(/^\nkube-test statusz\nWarning: This endpoint is not meant to be machine parseable, /);
  expect(body.split('\n').slice(4)).toEqual([
    'Started: Mon Nov 30 18:17:20 UTC 2026',
    'Up: 1 hr 01 min 01 sec',
    `Node.js version: ${process.version}`,
    'Binary version: v1.37.2+kubets',
    'Emulation version: 1.37',
    'Paths: /metrics /readyz',
    '',
  ]);
});

test('/flagz as text, its flags in their order', async () => {
  const { body } = await pages.answer('flagz', 'text/plain', []);
  expect(body.split('\n').slice(1, 2)).toEqual(['kube-test flagz']);
  expect(body.split('\n').slice(3)).toEqual(['a-flag=[x,y]', 'v=2', '']);
});

test('as objects', async () => {
  const statusz = await pages.answer('statusz', STATUSZ, ['/livez']);
  expect([statusz.contentType, JSON.parse(statusz.body)]).toEqual([
    'application/json;g=config.k8s.io;v=v1beta1;as=Statusz',
    {
      kind: 'Statusz',
      apiVersion: 'config.k8s.io/v1beta1',
      metadata: { name: 'kube-test' },
      startTime: '2026-11-30T18:17:20Z',
      uptimeSeconds: 3661,
      goVersion: '',
      binaryVersion: '1.37.2',
      emulationVersion: '1.37',
      paths: ['/livez'],
    },
  ]);
  const flagz = await pages.answer('flagz', 'application/yaml;v=v1alpha1;g=config.k8s.io;as=Flagz', []);
  expect(flagz.body).toMatch(/^apiVersion: .*\nflags:\n/);
  expect(parse(flagz.body)).toEqual({
    kind: 'Flagz',
    apiVersion: 'config.k8s.io/v1alpha1',
    metadata: { name: 'kube-test' },
    flags: { 'a-flag': '[x,y]', v: '2' },
  });
  expect([statusz.warning, flagz.warning]).toEqual([
    undefined,
    'This version of the flagz endpoint is deprecated. Please use a newer version.',
  ]);
});

test.each([
  ['*/*', 200],
  [`application/json, text/plain;q=0.1`, 200],
  ['application/json', 406],
  ['application/json;v=v9;g=config.k8s.io;as=Statusz', 406],
  ['application/json;v=v1beta1;g=config.k8s.io;as=Flagz', 406],
  ['text/plain;v=v1beta1;g=config.k8s.io;as=Statusz', 406],
  ['text/html', 406],
])('Accept: %s is a %d', async (accept, code) => {
  const answer = await pages.answer('statusz', accept, []);
  expect(answer.code).toBe(code);
  if (code === 406)
    expect((JSON.parse(answer.body) as { message: string }).message).toBe(
      'only the following media types are accepted: application/json, application/yaml, text/plain',
    );
});
