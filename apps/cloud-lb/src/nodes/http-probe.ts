import { get } from 'node:http';

/**
 * What came back: healthy for 200, unhealthy for another answer; refused where a machine is there but nobody listens, silent where nothing
 * comes in time.
 */
export type ProbeResult = 'healthy' | 'unhealthy' | 'refused' | 'silent';

/** Asks a URL. Never rejects. */
export type HttpProbe = (url: string, signal: AbortSignal) => Promise<ProbeResult>;

/** A machine that is this late twice in a row is taken for dead. */
const PROBE_TIMEOUT_MS = 800;

export const probeHttp: HttpProbe = (url, signal) =>
  new Promise((resolve) => {
    // Each probe opens its own connection: a kept one would say nothing about new clients.
    const request = get(url, { agent: false, signal }, (response) => {
      response.on('error', () => undefined).resume();
      resolve(response.statusCode === 200 ? 'healthy' : 'unhealthy');
    });
    const timer = setTimeout(() => {
      resolve('silent');
      request.destroy();
    }, PROBE_TIMEOUT_MS);
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' ? 'refused' : 'silent'),
    );
    request.on('close', () => {
      clearTimeout(timer);
      resolve('silent');
    });
  });
