import { createSocket } from 'node:dgram';
import * as dnsPacket from 'dns-packet';

const IN_FLIGHT = 200;

/** So many queries for addresses, each for a name of its own. */
export const questionsOf = (count: number, nameOf: (index: number) => string): Buffer[] =>
  Array.from({ length: count }, (_, index) =>
    dnsPacket.encode({
      id: index & 0xffff,
      type: 'query',
      flags: dnsPacket.RECURSION_DESIRED,
      questions: [{ name: nameOf(index), type: 'A' }],
    }),
  );

/** Keeps a window of questions in flight; resolves to the seconds until all were answered. */
export function ask(port: number, packets: readonly Buffer[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
    const started = performance.now();
    let sent = 0;
    let answered = 0;
    // A lost packet would stall its place in the window for ever; a second without any answer means that all in flight are.
    let answeredBefore = -1;
    const watchdog = setInterval(() => {
      const isStalled = answered === answeredBefore;
      answeredBefore = answered;
      if (!isStalled) return;
      if (sent >= packets.length) finish();
      else for (let lost = IN_FLIGHT; lost > 0 && sent < packets.length; lost--) send();
    }, 1000);
    const deadline = setTimeout(() => reject(new Error(`only ${answered} of ${packets.length} answers came`)), 120_000);
    const send = () => socket.send(packets[sent++]!, port, '127.0.0.1');
    socket.on('message', () => {
      answered++;
      if (sent < packets.length) send();
      else if (answered >= packets.length * 0.999) finish();
    });
    const finish = () => {
      clearInterval(watchdog);
      clearTimeout(deadline);
      socket.close();
      resolve((performance.now() - started) / 1000);
    };
    for (let index = 0; index < Math.min(IN_FLIGHT, packets.length); index++) send();
  });
}
