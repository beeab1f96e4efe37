import { setTimeout as sleep } from 'node:timers/promises';
import { aim, answered, is, type Aimed, type Range, type Right, type Shot } from './aim';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const GROUP = 'aimed.example.com';

type Json = Record<string, unknown>;

interface Kind {
  schema?: Json;
  /** Of its one version. */
  version?: Json;
  versions?: Json[];
}

const pluralOf = ({ name }: Range) => `${name.replace(/[^a-z0-9]/g, '')}s`;
const collectionOf = (range: Range) => `/apis/${GROUP}/v1/namespaces/kubets-fuzz-a/${pluralOf(range)}`;

function define(range: Range, { schema = {}, version = {}, versions }: Kind) {
  const plural = pluralOf(range);
  const root = { type: 'object', properties: { spec: schema } };
  const only = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: root }, ...version };
  const body = {
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural, singular: plural, kind: `K${plural}`, listKind: `K${plural}List` },
      versions: versions ?? [only],
    },
  };
  return range.http({
    method: 'POST',
    path: DEFINITIONS,
    body: JSON.stringify(body),
    contentType: 'application/json',
  });
}

const forget = (range: Range) => range.http({ method: 'DELETE', path: `${DEFINITIONS}/${pluralOf(range)}.${GROUP}` });

async function untilServed(range: Range): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await range.http({ method: 'GET', path: collectionOf(range) })).code === 200) return;
    await sleep(100);
  }
}

/** A definition alone. */
const defined =
  (kind: () => Kind): Shot =>
  async (range) => {
    const outcome = await define(range, kind());
    await forget(range);
    return outcome;
  };

/** An object of a kind, and a look at the list of them as kubectl looks at it. */
const made =
  (kind: () => Kind, spec: () => unknown, { isListed = false } = {}): Shot =>
  async (range) => {
    const first = await define(range, kind());
    if (first.code !== 201) return { ...first, text: `(it could not be defined) ${first.text}` };
    await untilServed(range);
    const path = collectionOf(range);
    const created = await range.http({
      method: 'POST',
      path,
      body: JSON.stringify({
        apiVersion: `${GROUP}/v1`,
        kind: `K${pluralOf(range)}`,
        metadata: { name: 'a' },
        spec: spec(),
      }),
      contentType: 'application/json',
    });
    const accept: [string, string][] = [['accept', 'application/json;as=Table;v=v1;g=meta.k8s.io']];
    const listed = isListed ? await range.http({ method: 'GET', path, headers: accept }) : created;
    await forget(range);
    return listed;
  };

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const object = (properties: Json, more: Json = {}): Json => ({ type: 'object', properties, ...more });
const list = (items: Json, more: Json = {}): Json => ({ type: 'array', items, ...more });
const rules = (...texts: string[]): Json => ({ 'x-kubernetes-validations': texts.map((rule) => ({ rule })) });
const TEXT: Json = { type: 'string' };
const FREE: Json = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

const rule = (what: string, schema: Json, spec: () => unknown, right: Right) =>
  aim(
    'A9',
    `rule: ${what}`,
    made(() => ({ schema }), spec),
    right,
  );

const texts = object({ list: list({ ...TEXT, maxLength: 10 }, { maxItems: 700 }) }, {});
const longText = (text: string) => object({ text: { ...TEXT, maxLength: 700_000 } }, rules(text));
const LONG = () => ({ text: `${'a'.repeat(650_000)}b` });

/** Kinds that users define: schemas, rules and columns that make much work of little. */
export const CUSTOM: readonly Aimed[] = [
  rule(
    'loops in loops, to the end of the budget',
    { ...texts, ...rules('self.list.all(x, self.list.exists(y, y == x + "!"))') },
    () => ({ list: many(700, (index) => `t${index}`) }),
    is(422),
  ),
  ...[
    'self.text.matches("(a|aa)+$")',
    'self.text.contains(self.text + "a") || true',
    'self.text.split("").size() > 0',
    'self.text.replace("a", "bb") != self.text',
    'self.text.findAll("a.*x|a").size() >= 0',
    '[self.text, self.text].all(x, x.lowerAscii().upperAscii().size() > 0)',
  ].map((text) => rule(text, longText(text), LONG, answered)),
  rule(
    'for each of 30,000 items',
    object({
      list: list({ ...TEXT, maxLength: 10, ...rules('self.size() < 10 && self != "x"') }, { maxItems: 40_000 }),
    }),
    () => ({ list: many(30_000, (index) => `t${index}`) }),
    is(201),
  ),
  aim(
    'A9',
    'an enum of 20,000, and 60,000 that are none of it',
    made(
      () => ({ schema: object({ list: list({ ...TEXT, enum: many(20_000, (index) => `v${index}`) }) }) }),
      () => ({ list: many(60_000, (index) => `w${index}`) }),
    ),
    is(422),
  ),
  aim(
    'A9',
    'a thousand alternatives for each of 300 items',
    made(
      () => ({
        schema: object({ list: list({ ...FREE, anyOf: many(1_000, (index) => ({ required: [`k${index}`] })) }) }),
      }),
      () => ({ list: many(300, () => ({ a: 1 })) }),
    ),
    is(422),
  ),
  aim(
    'A9',
    'a pattern, and 2 MB of text',
    made(
      () => ({ schema: object({ text: { ...TEXT, pattern: '(a|aa)+$' } }) }),
      () => ({ text: `${'a'.repeat(2_000_000)}b` }),
    ),
    is(422),
  ),
  aim(
    'A8',
    'a default of 100 KB for each of 50,000 items',
    made(
      () => ({ schema: object({ list: list(object({ text: { ...TEXT, default: 'x'.repeat(100_000) } })) }) }),
      () => ({ list: many(50_000, () => ({})) }),
    ),
    is(413),
  ),
  ...['[0,0]'.repeat(60), '..'.repeat(1_000), '[*,*]'.repeat(60)].map((path) =>
    aim(
      'A9',
      `a column of ${path.slice(0, 10)}…`,
      made(
        () => ({
          schema: FREE,
          version: { additionalPrinterColumns: [{ name: 'c', type: 'string', jsonPath: `.spec.a${path}` }] },
        }),
        () => ({ a: nested(50) }),
        { isListed: true },
      ),
      is(200),
    ),
  ),
  aim(
    'A9',
    'a thousand columns that show 1 MB',
    made(
      () => ({
        schema: FREE,
        version: {
          additionalPrinterColumns: many(1_000, (index) => ({ name: `c${index}`, type: 'string', jsonPath: '.spec' })),
        },
      }),
      () => ({ a: 'x'.repeat(1_000_000) }),
      { isListed: true },
    ),
    is(200),
  ),
  aim(
    'A9',
    'a definition of 10,000 versions',
    defined(() => ({
      versions: many(10_000, (index) => ({
        name: `v${index + 1}`,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: { type: 'object' } },
      })),
    })),
    is(422, /must have at most 100 items/),
  ),
  aim(
    'A9',
    'a definition of 20,000 properties that are all wrong',
    defined(() => ({ schema: object(Object.fromEntries(many(20_000, (index) => [`p${index}`, {}]))) })),
    is(422),
  ),
  aim(
    'A9',
    'a definition of 1,000 rules',
    defined(() => ({
      schema: object(
        { a: { ...TEXT, maxLength: 10 } },
        rules(...many(1_000, (index) => `self.a != "v${index}" && self.a.size() < ${index + 100}`)),
      ),
    })),
    is(201),
  ),
  aim(
    'A9',
    'a definition whose patterns are large when they are compiled',
    defined(() => ({
      schema: object(
        Object.fromEntries(many(20, (index) => [`p${index}`, { ...TEXT, pattern: `\\pL{1000}${index}` }])),
      ),
    })),
    answered,
  ),
];
