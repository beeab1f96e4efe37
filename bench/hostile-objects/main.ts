import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRestClient, type RestAnswer, type RestClient } from '../../test/fuzz/beside/rest-client';
import { collectionPath } from '../../test/fuzz/generate/served-kinds';
import { createBeside } from './beside';
import { startControlPlane, type ControlPlane, type Service } from './control-plane';
import { CROWDS, type Crowd } from './crowds';
import { oddObjects, type OddObject } from './every-scalar';
import { ODD } from './shapes';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    kinds: { type: 'string', default: '' },
    bound: { type: 'string', default: '100' },
    batch: { type: 'string', default: '40' },
    wait: { type: 'string', default: '20' },
  },
});
const [boundMs, waitMs, batchSize] = [Number(values.bound), Number(values.wait) * 1000, Number(values.batch)];
/** So many pods may there be: a set of two thousand million is taken at its word. */
const PODS = '20';
/** From a batch until a service that has nothing to do would rest. */
const SETTLE_MS = 300;
/** How much of a second a service may still work when all has been taken away again. */
const RESTLESS = 0.7;

async function main(): Promise<void> {
  const plane = await startControlPlane(join(__dirname, 'turn-probe.js'));
  const { connection } = plane;
  const client = createRestClient({
    host: '127.0.0.1',
    restPort: Number(new URL(connection.url).port),
    ca: connection.ca,
    admin: { cert: connection.cert, key: connection.key },
  });
  try {
    process.exitCode = (await attack(plane, client)) ? 0 : 1;
  } finally {
    client.close();
    await plane.stop();
  }
}

async function attack({ services }: ControlPlane, client: RestClient): Promise<boolean> {
  const beside = await createBeside(client);
  await client.call('POST', '/api/v1/namespaces', { metadata: { name: ODD } });
  await client.call('POST', `/api/v1/namespaces/${ODD}/resourcequotas`, {
    metadata: { name: 'few-pods' },
    spec: { hard: { pods: PODS } },
  });
  await beside.step(60_000);
  await worst(services);
  let isHeld = true;
  for (const { what, act } of batches(client)) {
    const begun = performance.now();
    const told = await act();
    await sleep(SETTLE_MS);
    const stepMs = await beside.step(waitMs).catch((error: Error) => error.message);
    const tookMs = performance.now() - begun;
    const turns = await worst(services);
    const dead = services.filter(({ isAlive }) => !isAlive()).map(({ name }) => name);
    const busy = await busyOf(services);
    const isBad = typeof stepMs === 'string' || dead.length > 0 || busy.length > 0;
    isHeld &&= !isBad;
    const long = turns.filter(({ ms }) => !(ms <= boundMs)).map(({ name, ms }) => `${name} ${ms.toFixed(0)} ms`);
    console.log(
      [
        `${isBad ? '!' : long.length > 0 ? '-' : ' '} ${what} (${(tookMs / 1000).toFixed(1)} s): ${told}`,
        `beside ${typeof stepMs === 'string' ? stepMs : `${stepMs.toFixed(0)} ms`}`,
        ...(dead.length > 0 ? [`ENDED: ${dead.join(', ')}`] : []),
        ...(busy.length > 0 ? [`BUSY: ${busy.join(', ')}`] : []),
        ...(long.length > 0 ? [`turns: ${long.join(', ')}`] : []),
        services.map(({ residentMiB }) => residentMiB().toFixed(0)).join('/'),
      ].join('; '),
    );
    if (dead.length > 0) break;
  }
  beside.stop();
  return isHeld;
}

const worst = (services: readonly Service[]) =>
  Promise.all(services.map(async ({ name, longestTurnMs }) => ({ name, ms: await longestTurnMs() })));

/** Those that work on although nothing happens. */
async function busyOf(services: readonly Service[]): Promise<string[]> {
  let busy = [...services];
  for (let tries = 0; tries < 5 && busy.length > 0; tries++) {
    const before = busy.map(({ cpuSeconds }) => cpuSeconds());
    await sleep(1000);
    busy = busy.filter(({ cpuSeconds }, index) => cpuSeconds() - before[index]! > RESTLESS);
  }
  return busy.map(({ name }) => name);
}

interface Batch {
  what: string;
  /** Resolves to what there is to tell of it. */
  act(): Promise<string>;
}

function* batches(client: RestClient): Generator<Batch> {
  const only = new RegExp(values.only);
  for (const crowd of CROWDS) if (only.test(crowd.what)) yield crowdOf(client, crowd);
  if (!only.test('odd')) return;
  let batch: OddObject[] = [];
  for (const odd of oddObjects(new RegExp(values.kinds), ODD)) {
    if (batch.length > 0 && (batch.length >= batchSize || batch[0]!.kind.kind !== odd.kind.kind)) {
      yield batchOf(client, batch);
      batch = [];
    }
    batch.push(odd);
  }
  if (batch.length > 0) yield batchOf(client, batch);
}

const MERGE = { contentType: 'application/merge-patch+json' };

async function remove(client: RestClient, path: string): Promise<void> {
  await client.call('DELETE', path, { gracePeriodSeconds: 0, propagationPolicy: 'Background' }).catch(unanswered);
  await client.call('PATCH', path, { metadata: { finalizers: null } }, MERGE).catch(unanswered);
}

/** Told as the code 0. */
const unanswered = ({ message }: Error): RestAnswer => ({ code: 0, body: { message } });

/** How often each code was answered. */
const tally = (codes: readonly number[]): string =>
  [...new Set(codes)].map((code) => `${codes.filter((one) => one === code).length} × ${code}`).join(', ');

const AT_ONCE = 8;

async function inParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...items.entries()].reverse();
  const work = async () => {
    for (let next = left.pop(); next; next = left.pop()) results[next[0]] = await run(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

const crowdOf = (client: RestClient, { what, objects, then, stayMs = SETTLE_MS }: Crowd): Batch => ({
  what,
  async act() {
    const paths: string[] = [];
    const codes = await inParallel(objects(), async ({ path, body }) => {
      const answer = await client.call('POST', path, body).catch(unanswered);
      const { code } = answer;
      if (code === 201) paths.push(`${path}/${answer.body.metadata.name}`);
      else if (code !== 403) told.add(`${code} ${String(answer.body.message).slice(0, 150)}`);
      return code;
    });
    await then?.(client);
    await sleep(stayMs);
    await inParallel(paths, (path) => remove(client, path));
    const text = [tally(codes), ...told].join(', ');
    told.clear();
    return text;
  },
});

/** What refusals of a crowd said. */
const told = new Set<string>();

const batchOf = (client: RestClient, objects: readonly OddObject[]): Batch => ({
  what: `${objects[0]!.what} …`,
  async act() {
    const codes: number[] = [];
    const blamed: string[] = [];
    const paths: string[] = [];
    for (const { what, kind, name, object, ofStatus } of objects) {
      const collection = collectionPath(kind, ODD);
      const made = await client.call('POST', collection, object).catch(unanswered);
      let { code } = made;
      if (code === 201) {
        const path = `${collection}/${encodeURIComponent(made.body.metadata.name ?? name)}`;
        paths.push(path);
        if (ofStatus) {
          const whole = { ...object, metadata: { ...(object.metadata as object), resourceVersion: undefined } };
          ({ code } = await client.call('PUT', `${path}/status`, whole).catch(unanswered));
        }
      }
      if (code >= 500) blamed.push(`${what} ${code} ${JSON.stringify(made.body.message).slice(0, 300)}`);
      codes.push(code);
    }
    await sleep(SETTLE_MS);
    for (const path of paths) await remove(client, path);
    return [tally(codes), ...blamed].join(', ');
  },
});

void main();
