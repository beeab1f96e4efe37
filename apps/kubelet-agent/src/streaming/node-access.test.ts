import type { IncomingMessage } from 'node:http';
import { createTestLogger } from '@kubets/component/testing';
import { createNodeAccess } from './node-access';

interface Caller {
  subject?: object;
  authorized?: boolean;
  token?: string;
  method?: string;
}

const request = ({ subject, authorized = subject !== undefined, token, method = 'GET' }: Caller) =>
  ({
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    socket: { authorized, getPeerCertificate: () => ({ subject }) },
  }) as unknown as IncomingMessage;

/** Lets `scraper` read figures and `reader` see pods; every question is noted. */
function accessWith() {
  const asked: string[] = [];
  let nowMs = 0;
  let isAway = false;
  const access = createNodeAccess({
    nodeName: 'n1',
    monotonicMs: () => nowMs,
    logger: createTestLogger(),
    reviews: {
      async reviewToken({ token = '' }) {
        asked.push(`token ${token}`);
        if (isAway) throw new Error('away');
        const [, username] = /^of-(.*)$/.exec(token) ?? [];
        return username ? { authenticated: true, user: { username, groups: ['system:authenticated'] } } : {};
      },
      async reviewAccess({ user, groups = [], resourceAttributes: { verb, subresource, name } = {} }) {
        asked.push(`${user}(${groups.join()}) ${verb} ${subresource} of ${name}`);
        if (isAway) throw new Error('away');
        return {
          allowed:
            verb === 'get' &&
            ((user === 'scraper' && (subresource === 'metrics' || subresource === 'stats')) ||
              (user === 'reader' && subresource === 'pods') ||
              (user === 'proxy' && subresource === 'proxy')),
        };
      },
    },
  });
  return {
    access,
    asked,
    pass: (ms: number) => void (nowMs += ms),
    leave: () => void (isAway = true),
  };
}

test.each<[string, Caller, string, number | undefined]>([
  ['nobody', {}, '/pods', 401],
  ['a certificate of another CA', { authorized: false, subject: { CN: 'x', O: 'system:masters' } }, '/pods', 401],
  ['a certificate without a name', { subject: {} }, '/pods', 401],
  ['a token of nobody', { token: 'wrong' }, '/metrics/resource', 401],
  ['an administrator', { subject: { CN: 'admin', O: 'system:masters' } }, '/pods', undefined],
  ['one of several groups', { subject: { CN: 'admin', O: ['dev', 'system:masters'] } }, '/exec/a/b/c', undefined],
  ['the apiserver', { subject: { CN: 'kube-apiserver-kubelet-client' } }, '', undefined],
  ['another node', { subject: { CN: 'system:node:b', O: 'system:nodes' } }, '/pods', 403],
  ['who may read figures', { token: 'of-scraper' }, '/metrics/resource', undefined],
  ['the same by certificate', { subject: { CN: 'scraper' } }, '/stats/summary', undefined],
  ['the same, who writes', { token: 'of-scraper', method: 'POST' }, '/stats/summary', 403],
  ['the same, who wants pods', { token: 'of-scraper' }, '/pods', 403],
  ['the same, who wants a command', { token: 'of-scraper', method: 'POST' }, '/exec/a/b/c', 403],
  ['who may see pods', { token: 'of-reader' }, '/pods', undefined],
  ['who may do anything', { token: 'of-proxy' }, '/pods', undefined],
  ['the same, who wants figures, which have a name of their own', { token: 'of-proxy' }, '/metrics', 403],
])('%s', async (_, caller, path, code) => {
  const { access } = accessWith();
  expect((await access(request(caller), path))?.code).toBe(code);
});

test('a refusal says what for', async () => {
  const { access, asked } = accessWith();
  expect(await access(request({ token: 'of-scraper' }), '/pods')).toEqual({
    code: 403,
    message: 'Forbidden (user=scraper, verb=get, resource=nodes, subresource(s)=[pods proxy])',
  });
  expect(asked).toEqual([
    'token of-scraper',
    'scraper(system:authenticated) get pods of n1',
    'scraper(system:authenticated) get proxy of n1',
  ]);
});

test('answers hold for a while: users two minutes, permissions five, refusals half a minute', async () => {
  const { access, asked, pass } = accessWith();
  const ask = () => access(request({ token: 'of-scraper' }), '/metrics/resource');
  await Promise.all([ask(), ask(), ask()]);
  await ask();
  expect(asked).toHaveLength(2);
  pass(121_000);
  await ask();
  expect(asked.slice(2)).toEqual(['token of-scraper']);
  const refused = () => access(request({ subject: { CN: 'x' } }), '/metrics');
  await refused();
  await refused();
  expect(asked).toHaveLength(4);
  pass(31_000);
  await refused();
  expect(asked).toHaveLength(5);
});

test('without the apiserver nobody is let in by it, and administrators are', async () => {
  const { access, leave } = accessWith();
  leave();
  expect(await access(request({ token: 'of-scraper' }), '/metrics')).toEqual({ code: 401, message: 'Unauthorized' });
  expect(await access(request({ subject: { CN: 'scraper' } }), '/metrics')).toEqual({
    code: 500,
    message: 'Authorization error (user=scraper, verb=get, resource=nodes, subresource=metrics)',
  });
  expect(await access(request({ subject: { CN: 'admin', O: 'system:masters' } }), '/metrics')).toBeUndefined();
});

test('thousands of tokens at once make few questions and few lines in the log, and administrators are let in', async () => {
  let asked = 0;
  const logger = createTestLogger();
  const access = createNodeAccess({
    nodeName: 'n1',
    monotonicMs: () => 0,
    logger,
    reviews: { reviewToken: () => new Promise(() => (asked += 1)), reviewAccess: async () => ({}) },
  });
  const answers = Array.from({ length: 3000 }, (_, index) => access(request({ token: `${index}` }), '/pods'));
  expect(await answers.at(-1)).toEqual({ code: 503, message: 'too many tokens are being reviewed' });
  expect(asked).toBe(100);
  expect(logger.lines).toEqual([]);
  expect(await access(request({ subject: { CN: 'admin', O: 'system:masters' } }), '/metrics')).toBeUndefined();
});
