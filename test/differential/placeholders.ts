import type { Answer, Asked } from './case';

/** What `$NAME` stands for, by its name. */
export type Values = Record<string, string>;

const PLACEHOLDER = /\$(NS|NAME|RV|UID|CONTINUE|LIST)\b/g;

/** The request with its placeholders filled in; in bytes there are none. */
export function filled(asked: Asked, values: Values): Asked {
  const fill = (text: string) => text.replace(PLACEHOLDER, (whole, name: string) => values[name] ?? whole);
  const { path, headers, body } = asked;
  return {
    ...asked,
    path: fill(path),
    ...(headers && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    }),
    ...(body !== undefined && !Buffer.isBuffer(body) && { body: filledBody(body, fill) }),
  };
}

const filledBody = (body: unknown, fill: (text: string) => string): unknown =>
  typeof body === 'string' ? fill(body) : JSON.parse(fill(JSON.stringify(body)));

/** What a JSON answer gives the next request to say. */
export function valuesOf({ body }: Answer): Values {
  const text = body.toString();
  const found = (pattern: RegExp) => pattern.exec(text)?.[1];
  const values = {
    RV: found(/"resourceVersion": ?"(\d+)"/),
    UID: found(/"uid": ?"([^"]+)"/),
    LIST: found(/^\{"kind":"\w+List".*?"resourceVersion":"(\d+)"/),
    CONTINUE: found(/"continue": ?"([^"]+)"/),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}
