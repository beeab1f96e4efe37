import type { Frontend } from '../model/frontend';
import { parseFlow } from './flow';
import { canLeaveStaleFlows, staleFlows } from './stale-flows';

const frontend = (serving: string[], protocol: Frontend['protocol'] = 'UDP'): Frontend => ({
  family: 'IPv4',
  address: '10.96.0.10',
  protocol,
  port: 53,
  servicePort: 'a',
  claim: 'a',
  serving,
  route: { to: 'reject' },
});
const [a, b] = ['10.244.1.2 5353', '10.244.2.2 5353'];

test.each([
  ['TCP', frontend([a], 'TCP'), frontend([], 'TCP'), false],
  ['new Service: clients may have sent already', undefined, frontend([a]), true],
  ['deleted Service', frontend([a]), undefined, true],
  ['one endpoint more', frontend([a]), frontend([a, b]), false],
  ['one endpoint less', frontend([a, b]), frontend([a]), true],
  ['the last endpoint gone', frontend([a]), frontend([]), true],
  ['exchanged', frontend([a]), frontend([b]), true],
  ['first endpoint', frontend([]), frontend([a]), true],
  ['still none', frontend([]), frontend([]), false],
])('can leave stale flows: %s', (_, before, after, expected) => {
  expect(canLeaveStaleFlows({ before, after })).toBe(expected);
});

const flow = (destination: string, reply: string) => {
  const [address = '', port = ''] = reply.split(' ');
  return { destination, destinationPort: 53, replySource: address, replySourcePort: Number(port) };
};

test.each([
  ['to an endpoint that serves', [a], flow('10.96.0.10', a), false],
  ['to an endpoint that is gone', [b], flow('10.96.0.10', a), true],
  ['to an endpoint when there is none', [], flow('10.96.0.10', a), true],
  ['past the Service', [a], flow('10.96.0.10', '10.96.0.10 53'), true],
  ['past the Service, which has no endpoints', [], flow('10.96.0.10', '10.96.0.10 53'), false],
  ['to something else', [a], flow('192.0.2.1', '192.0.2.1 53'), false],
])('flow %s', (_, serving, one, expected) => {
  const found = staleFlows([one, one], (key) => (key === '10.96.0.10 UDP 53' ? frontend(serving) : undefined));
  expect(found).toEqual(expected ? [one] : []);
});

test.each([
  [
    'udp      17 29 src=10.244.1.9 dst=10.96.0.10 sport=4000 dport=53 [UNREPLIED] src=10.244.1.2 dst=10.244.1.9 sport=5353 dport=4000 mark=0 use=1',
    { destination: '10.96.0.10', destinationPort: 53, replySource: '10.244.1.2', replySourcePort: 5353 },
  ],
  [
    'udp      17 118 src=fd00:0::9 dst=fd00::a sport=4000 dport=53 src=fd00:244:0::2 dst=fd00::9 sport=5353 dport=4000 [ASSURED] mark=0 use=1',
    { destination: 'fd00::a', destinationPort: 53, replySource: 'fd00:244::2', replySourcePort: 5353 },
  ],
  [
    'icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=1 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=1 mark=0 use=1',
    undefined,
  ],
  ['', undefined],
])('line %s', (line, expected) => {
  expect(parseFlow(line)).toEqual(expected);
});
