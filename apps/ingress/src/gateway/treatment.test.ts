import { type RouteFilter } from '@kubets/api';
import { treatmentOf } from './treatment';

const headers = (requestHeaderModifier: RouteFilter['requestHeaderModifier']): RouteFilter[] => [
  { type: 'RequestHeaderModifier', requestHeaderModifier },
];

test('filters and the shorter of the timeouts', () => {
  const filters: RouteFilter[] = [
    ...headers({ set: [{ name: 'a', value: '1' }], add: [{ name: 'b', value: '2' }], remove: ['c'] }),
    {
      type: 'URLRewrite',
      urlRewrite: { hostname: 'A.example', path: { type: 'ReplaceFullPath', replaceFullPath: '/x' } },
    },
  ];
  expect(treatmentOf(filters, { request: '2s', backendRequest: '1s500ms' }, '/p')).toEqual({
    matchedPrefix: '/p',
    requestHeaders: [
      { action: 'del', name: 'c', value: '' },
      { action: 'set', name: 'a', value: '1' },
      { action: 'add', name: 'b', value: '2' },
    ],
    responseHeaders: [],
    rewrite: { host: 'a.example', path: { type: 'full', value: '/x' } },
    timeoutMs: 1500,
  });
});
test.each(['0s', 'nonsense', '-1s'])('the timeout %s is none', (request) => {
  expect(treatmentOf([], { request }, '/')).not.toHaveProperty('timeoutMs');
});
test('a long timeout is a day', () => {
  expect(treatmentOf([], { request: '9999h' }, '/').timeoutMs).toBe(86_400_000);
});

test.each<[string, RouteFilter[], string]>([
  ['a mirror', [{ type: 'RequestMirror' }], 'filters of type RequestMirror are not supported'],
  ['no type', [{}], 'filters of type undefined are not supported'],
  ['a line end in a header', headers({ set: [{ name: 'a', value: 'x\r\ny: z' }] }), 'is not printable ASCII'],
  ['a header that is none', headers({ set: [{ name: 'a b', value: '' }] }), '"a b" cannot be changed'],
  ['what frames messages', headers({ remove: ['Content-Length'] }), '"Content-Length" cannot be changed'],
  ['a scheme', [{ type: 'RequestRedirect', requestRedirect: { scheme: 'javascript' } }], 'redirects to scheme'],
  ['a status', [{ type: 'RequestRedirect', requestRedirect: { statusCode: 200 } }], 'redirects with status 200'],
  ['a host', [{ type: 'RequestRedirect', requestRedirect: { hostname: 'a b' } }], '"a b" is no host name'],
  [
    'a path modifier',
    [{ type: 'URLRewrite', urlRewrite: { path: { type: 'Other' } } }],
    'path modifiers of type Other',
  ],
])('%s is refused', (_, filters, message) => expect(() => treatmentOf(filters, undefined, '/')).toThrow(message));
