/** What is wrong with a configuration file, with the path of the field. */
export class ConfigurationError extends Error {}

/** Makes of a value in a file what it stands for. @throws ConfigurationError. */
export type Read<T> = (value: unknown, path: string) => T;

const wrong = (path: string, expected: string, value: unknown): ConfigurationError =>
  new ConfigurationError(`${path || 'the file'}: expected ${expected}, got ${JSON.stringify(value) ?? 'nothing'}`);

export const text: Read<string> = (value, path) => {
  if (typeof value === 'string') return value;
  throw wrong(path, 'a text', value);
};

export const flag: Read<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value;
  throw wrong(path, 'true or false', value);
};

export const whole: Read<number> = (value, path) => {
  if (Number.isSafeInteger(value)) return value as number;
  throw wrong(path, 'a whole number', value);
};

export const oneOf =
  <T extends string>(...values: readonly T[]): Read<T> =>
  (value, path) => {
    if (values.includes(value as T)) return value as T;
    throw wrong(path, `one of ${values.join(', ')}`, value);
  };

export const listOf =
  <T>(item: Read<T>): Read<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'a list', value);
    return value.map((one, index) => item(one, `${path}[${index}]`));
  };

export const free: Read<unknown> = (value) => value;

type Fields = Record<string, Read<unknown>>;
type Values<F extends Fields> = { [K in keyof F]?: F[K] extends Read<infer T> ? T : never };

/** An object with these fields and no others; null is as good as absent. */
export const object =
  <F extends Fields>(fields: F): Read<Values<F>> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'an object', value);
    const found: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(value)) {
      const at = path ? `${path}.${name}` : name;
      const read = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!read) throw new ConfigurationError(`unknown field ${JSON.stringify(at)}`);
      if (part !== null && part !== undefined) found[name] = read(part, at);
    }
    return found as Values<F>;
  };

/** A field that has to be there. @throws ConfigurationError. */
export function required<T>(value: T | undefined, path: string): T {
  if (value === undefined || value === '') throw new ConfigurationError(`${path}: Required value`);
  return value;
}
