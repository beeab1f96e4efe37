import * as dnsPacket from 'dns-packet';
import { queryFor, readReply } from '../../testing/ask';
import { render } from '../../wire/render';
import { upstreamAnswer } from './upstream-answer';

const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as unknown as dnsPacket.Answer;
const record = (name: string, data: string): dnsPacket.Answer => ({ type: 'A', name, ttl: 60, data });

test.each<{ name: string; additionals: dnsPacket.Answer[]; expected: string[] }>([
  { name: 'no additionals', additionals: [], expected: [] },
  { name: 'OPT is not passed on', additionals: [opt], expected: [] },
  {
    name: 'what is before OPT is',
    additionals: [record('b.example', '192.0.2.2'), opt],
    expected: ['b.example A 192.0.2.2'],
  },
  { name: 'what is after OPT is not', additionals: [opt, record('b.example', '192.0.2.2')], expected: [] },
])('$name', ({ additionals, expected }) => {
  const message = dnsPacket.encode({
    type: 'response',
    flags: 0x0400,
    questions: [{ name: 'a.example', type: 'A' }],
    answers: [record('a.example', '192.0.2.1')],
    additionals,
  });
  const reply = readReply(render(queryFor('A.Example'), upstreamAnswer(message)));
  expect(reply).toMatchObject({
    rcode: 'NOERROR',
    authoritative: false,
    answers: ['a.example A 192.0.2.1'],
    additionals: expected,
  });
});

test.each([Buffer.alloc(0), Buffer.alloc(12, 0xff)])('a broken message throws', (message) => {
  expect(() => upstreamAnswer(message)).toThrow();
});
