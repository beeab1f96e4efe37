import { parseResolvConf, parseUpstream, upstreamText, withoutLoops } from './upstream';

test.each([
  { text: '', expected: undefined },
  { text: 'example.com', expected: undefined },
  { text: '10.0.0.1:0', expected: undefined },
  { text: '10.0.0.1:99999', expected: undefined },
  { text: '10.0.0.1:x', expected: undefined },
  { text: '[10.0.0.1', expected: undefined },
  { text: '10.0.0.1', expected: '10.0.0.1:53' },
  { text: '10.0.0.1:5353', expected: '10.0.0.1:5353' },
  { text: 'fd00::1', expected: '[fd00::1]:53' },
  { text: '[fd00::1]', expected: '[fd00::1]:53' },
  { text: '[fd00::1]:5353', expected: '[fd00::1]:5353' },
])('$text is $expected', ({ text, expected }) => {
  const upstream = parseUpstream(text);
  expect(upstream && upstreamText(upstream)).toBe(expected);
});

test('resolv.conf', () => {
  const text =
    '# comment\nnameserver 10.0.0.1\nnameserver fe80::1%eth0 ; note\n\ndomain old.example\nsearch corp.example lab.example\noptions ndots:2\n';
  expect(parseResolvConf(text)).toEqual({
    nameservers: ['10.0.0.1', 'fe80::1'],
    search: ['corp.example', 'lab.example'],
  });
});

test('upstreams that are this server are left out', () => {
  const upstreams = [
    { address: '10.96.0.10', port: 53 },
    { address: '127.0.0.1', port: 5300 },
    { address: '127.0.0.1', port: 5301 },
    { address: '9.9.9.9', port: 53 },
  ];
  expect(withoutLoops(upstreams, { addresses: ['10.96.0.10', '127.0.0.1'], port: 5300 }).map(upstreamText)).toEqual([
    '127.0.0.1:5301',
    '9.9.9.9:53',
  ]);
});
