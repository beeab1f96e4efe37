import { Agent, request } from 'node:https';
import type { Connection } from '../apiserver/measured-apiserver';

/** Microseconds of an ordinary create, update, apply and patch, one after the other: what large bodies need must not slow these down. */
export async function writeSmall({ url, ca, cert, key }: Connection, count: number): Promise<string> {
  const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: 1 });
  const call = (method: string, path: string, type: string, body: unknown) =>
    new Promise<void>((resolve, reject) => {
      const bytes = Buffer.from(JSON.stringify(body));
      const outgoing = request(
        `${url}/api/v1/namespaces/default/configmaps${path}`,
        { method, agent, headers: { 'content-type': type, 'content-length': bytes.length } },
        (response) => {
          const isRight = (response.statusCode ?? 0) < 300;
          response
            .once('close', () => (isRight ? resolve() : reject(new Error(`${method} ${path}: ${response.statusCode}`))))
            .resume();
        },
      );
      outgoing.once('error', reject).end(bytes);
    });
  const object = (index: number, value: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `small-${index}`, labels: { app: 'small' } },
    data: { a: value, b: 'b'.repeat(500) },
  });
  const writes: Record<string, (index: number) => Promise<void>> = {
    create: (index) => call('POST', '', 'application/json', object(index, 'a')),
    update: (index) => call('PUT', `/small-${index}`, 'application/json', object(index, 'b')),
    patch: (index) => call('PATCH', `/small-${index}`, 'application/strategic-merge-patch+json', { data: { a: 'c' } }),
    apply: (index) =>
      call('PATCH', `/small-${index}?fieldManager=m&force=true`, 'application/apply-patch+yaml', object(index, 'd')),
    delete: (index) =>
      call('DELETE', `/small-${index}`, 'application/json', { apiVersion: 'v1', kind: 'DeleteOptions' }),
  };
  const lines: string[] = [];
  for (const [what, write] of Object.entries(writes)) {
    const taken: number[] = [];
    for (let index = 0; index < count; index++) {
      const begun = performance.now();
      await write(index);
      taken.push(performance.now() - begun);
    }
    taken.sort((a, b) => a - b);
    lines.push(
      `${what} ${(1000 * taken[count >> 1]!).toFixed(0)} µs (fastest tenth ${(1000 * taken[Math.floor(count / 10)]!).toFixed(0)} µs)`,
    );
  }
  agent.destroy();
  return `small: ${lines.join(', ')}`;
}
