import { serveTcp } from './tcp-server';
import { serveUdp, type DnsServer, type ServerOptions } from './udp-server';

/** As many ports of the system's choice are tried. */
const ATTEMPTS = 10;

/**
 * Answers over UDP and TCP, on one port. What the system chooses for UDP may be taken for TCP: then another is tried, unless the port is given. Rejects
 * when the address cannot be had, and listens nowhere then.
 */
export async function serveBoth(
  options: ServerOptions,
  serve: { udp: typeof serveUdp; tcp: typeof serveTcp } = { udp: serveUdp, tcp: serveTcp },
): Promise<DnsServer> {
  for (let attempt = 1; ; attempt++) {
    const udp = await serve.udp(options);
    try {
      const tcp = await serve.tcp({ ...options, port: udp.port });
      return { port: udp.port, close: async () => void (await Promise.all([udp.close(), tcp.close()])) };
    } catch (error) {
      await udp.close();
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || options.port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}
