import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Asked, Case, Compared } from './case';
import type { Client } from './client';
import { differencesOf } from './compare';
import { filled, valuesOf, type Values } from './placeholders';
import { settled } from './settled';

export interface Clients {
  theirs: Client;
  ours: Client;
}

/** Cases under way at a time: watches wait for their end. */
const SIDE_BY_SIDE = 4;
/** How often what takes effect a moment later is asked for again. */
const AGAIN_MS = 250;
const AT_MOST = 120;

/** Sends each case's requests to both servers and compares what comes back, in the order of the cases. */
export async function runCases(clients: Clients, cases: readonly Case[], signal: AbortSignal): Promise<Compared[]> {
  const namespaces = createNamespaces(clients);
  const results: Compared[][] = [];
  const left = cases.entries();
  const work = async () => {
    for (const [index, one] of left) {
      signal.throwIfAborted();
      const namespace = await namespaces(
        one.alone ? `alone-${index}` : `topic-${one.topic.toLowerCase().replace(/[^a-z\d]+/g, '-')}`,
      );
      results[index] = await runCase(clients, one, { NS: namespace, NAME: `case-${index}` });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return results.flat();
}

async function runCase(
  { theirs, ours }: Clients,
  { topic, name, before = [], requests }: Case,
  values: Values,
): Promise<Compared[]> {
  const sides = [
    { client: theirs, values: { ...values } },
    { client: ours, values: { ...values } },
  ] as const;
  const askBoth = (asked: Asked) =>
    Promise.all(
      sides.map(async (side) => {
        const sent = filled(asked, side.values);
        const answer = await answerOf(side.client, sent);
        Object.assign(side.values, valuesOf(answer));
        const after = await settled(side.client, sent, answer);
        if (after) Object.assign(side.values, valuesOf(after));
        return answer;
      }),
    );
  for (const asked of before) {
    const [expected, got] = (await askBoth(asked)) as [Answer, Answer];
    const isDone = ({ code }: Answer) => (asked.until === undefined ? code < 400 : code === asked.until);
    if (!isDone(expected) || !isDone(got)) {
      const [told, toldOurs] = [expected, got].map(({ code, body }) => `${code} ${body.toString().slice(0, 300)}`);
      return [
        {
          topic,
          name,
          request: `${asked.method} ${asked.path}`,
          differences: [{ at: 'before', theirs: told!, ours: toldOurs! }],
        },
      ];
    }
  }
  const compared: Compared[] = [];
  for (const [index, asked] of requests.entries()) {
    const [theirAnswer, ourAnswer] = (await askBoth(asked)) as [Answer, Answer];
    compared.push({
      topic,
      name: requests.length > 1 ? `${name} (${index + 1})` : name,
      request: `${asked.method} ${asked.path}`,
      differences: differencesOf(asked, theirAnswer, ourAnswer),
    });
  }
  return compared;
}

async function answerOf(client: Client, asked: Asked): Promise<Answer> {
  let answer = await sendTo(client, asked);
  for (let again = 0; asked.until !== undefined && answer.code !== asked.until && again < AT_MOST; again++) {
    await sleep(AGAIN_MS);
    answer = await sendTo(client, asked);
  }
  return answer;
}

/** No answer is one, too: both may have none. */
const sendTo = (client: Client, asked: Asked): Promise<Answer> =>
  client
    .send(asked)
    .catch((error: Error) => ({ code: 0, headers: {}, body: Buffer.from(`no answer: ${error.message}`) }));

/** Makes a namespace at both when it is asked for first, with the ServiceAccount that pods need. */
function createNamespaces({ theirs, ours }: Clients): (name: string) => Promise<string> {
  const made = new Map<string, Promise<string>>();
  const make = async (name: string) => {
    for (const client of [theirs, ours]) {
      await client.send({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name } } });
      await client.send({
        method: 'POST',
        path: `/api/v1/namespaces/${name}/serviceaccounts`,
        body: { metadata: { name: 'default' } },
      });
    }
    return name;
  };
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}
