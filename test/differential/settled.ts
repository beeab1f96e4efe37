import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Asked } from './case';
import type { Client } from './client';

const SCHEMAS = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas';
const AGAIN_MS = 100;
const AT_MOST = 100;

/**
 * Whether its level is there is written into a FlowSchema's status by either server itself, a moment after it was made or
 * changed: the path of the schema that a request has written, undefined where it has written none.
 */
export function schemaWritten({ method, path, body }: Asked, { code }: Answer): string | undefined {
  const [at = '', query = ''] = path.split('?');
  if (code >= 300 || !['POST', 'PUT', 'PATCH'].includes(method) || query.includes('dryRun')) return undefined;
  if (at.startsWith(`${SCHEMAS}/`)) return at.split('/').slice(0, 6).join('/');
  if (at !== SCHEMAS) return undefined;
  const name = /"name":"([^"]+)"|^ *name: (.+)$/m.exec(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
  return name ? `${SCHEMAS}/${name[1] ?? name[2]}` : undefined;
}

const isSettled = ({ code, body }: Answer) => code !== 200 || body.includes('"type":"Dangling"');

/** What is there once the servers have written what they write themselves; undefined where they write nothing. */
export async function settled(client: Client, asked: Asked, answer: Answer): Promise<Answer | undefined> {
  const path = schemaWritten(asked, answer);
  if (!path) return undefined;
  const look = () => client.send({ method: 'GET', path });
  let found = await look();
  for (let again = 0; !isSettled(found) && again < AT_MOST; again++) {
    await sleep(AGAIN_MS);
    found = await look();
  }
  return found;
}
