import { request } from 'node:https';

export interface CheckedComponent {
  /** Unknown where nobody answers. */
  status: 'True' | 'False' | 'Unknown';
  message: string;
  error: string;
}

const TIMEOUT_MS = 5_000;
/** More of an answer is not told. */
const MAX_ANSWER = 1024;

/** Asks a component of this machine for its health, whatever certificate it has, as Kubernetes does. Never rejects. */
export function checkComponent(port: number, signal: AbortSignal): Promise<CheckedComponent> {
  const url = `https://127.0.0.1:${port}/healthz`;
  const unknown = (error: NodeJS.ErrnoException): CheckedComponent => ({
    status: 'Unknown',
    message: '',
    error: `Get "${url}": ${dialProblem(error, port)}`,
  });
  return new Promise((resolve) => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const asking = request(url, { rejectUnauthorized: false, signal: limited, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text = (text + chunk).slice(0, MAX_ANSWER)));
      response.once('error', (error) => resolve(unknown(error)));
      response.once('end', () => resolve(judged(response.statusCode ?? 0, text)));
    });
    asking.once('error', (error) => resolve(unknown(error)));
    asking.end();
  });
}

const judged = (code: number, text: string): CheckedComponent =>
  code === 200
    ? { status: 'True', message: text, error: '' }
    : { status: 'False', message: '', error: `unhealthy http status code: ${code} (${text})` };

/** In Go's words where nobody listens, as there mostly is nobody. */
const dialProblem = ({ code, message }: NodeJS.ErrnoException, port: number): string =>
  code === 'ECONNREFUSED' ? `dial tcp 127.0.0.1:${port}: connect: connection refused` : message;
