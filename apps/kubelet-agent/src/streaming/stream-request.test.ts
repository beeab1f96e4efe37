import { parseStreamRequest } from './stream-request';

const parse = (path: string) => parseStreamRequest(new URL(path, 'https://node:10250'));
const target = { namespace: 'shop', pod: 'web' };

test.each([
  [
    '/exec/shop/web/nginx?command=sh&command=-c&command=echo%20hi&input=1&output=1&error=1',
    {
      kind: 'exec',
      ...target,
      container: 'nginx',
      command: ['sh', '-c', 'echo hi'],
      stdin: true,
      stdout: true,
      stderr: true,
      tty: false,
    },
  ],
  [
    '/exec/shop/web/uid-1/nginx?command=sh&stdin=true&stdout=true&stderr=true&tty=true',
    {
      kind: 'exec',
      ...target,
      container: 'nginx',
      command: ['sh'],
      stdin: true,
      stdout: true,
      stderr: false,
      tty: true,
    },
  ],
  [
    '/exec/shop/web/nginx?command=sh&stdin=True&stdout=True&stderr=False&tty=False',
    {
      kind: 'exec',
      ...target,
      container: 'nginx',
      command: ['sh'],
      stdin: true,
      stdout: true,
      stderr: false,
      tty: false,
    },
  ],
  [
    '/attach/shop/web/nginx?output=1',
    {
      kind: 'attach',
      ...target,
      container: 'nginx',
      command: [],
      stdin: false,
      stdout: true,
      stderr: false,
      tty: false,
    },
  ],
  ['/portForward/shop/web', { kind: 'portForward', ...target, ports: [] }],
  ['/portForward/shop/web?port=80&port=443,x', { kind: 'portForward', ...target, ports: [80, 443] }],
  ['/exec/shop/web', undefined],
  ['/attach/shop/web/a/b/c', undefined],
  ['/other/shop/web/nginx', undefined],
])('%s', (path, expected) => {
  expect(parse(path)).toEqual(expected);
});
