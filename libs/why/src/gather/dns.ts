import { decode, encode } from 'dns-packet';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

const ANSWER_MS = 700;

/** The addresses of both families that a DNS server has for a name; 'no answer' when it says nothing in time. Never rejects. */
export async function askDns(server: string, name: string): Promise<string[] | 'no answer'> {
  const [four, six] = await Promise.all([askFor('A', server, name), askFor('AAAA', server, name)]);
  return four === 'no answer' || six === 'no answer' ? 'no answer' : [...four, ...six];
}

function askFor(type: 'A' | 'AAAA', server: string, name: string): Promise<string[] | 'no answer'> {
  return new Promise((resolve) => {
    const six = isIPv6(server);
    const socket = createSocket(six ? 'udp6' : 'udp4');
    const id = Math.floor(Math.random() * 65_536);
    const end = (answer: string[] | 'no answer'): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end('no answer'), ANSWER_MS);
    socket.once('error', () => end('no answer'));
    socket.on('message', (message) => {
      try {
        const { id: answered, answers = [] } = decode(message);
        if (answered === id)
          end(answers.flatMap((answer) => (answer.type === 'A' || answer.type === 'AAAA' ? [answer.data] : [])));
      } catch {
        // Not an answer to what was asked: the time will tell.
      }
    });
    const questions = [{ type, name }];
    socket.send(encode({ type: 'query', id, flags: 256, questions }), 53, server);
  });
}
