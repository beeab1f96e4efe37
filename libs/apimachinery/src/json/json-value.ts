export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON value that has others in it. */
export type JsonContainer = unknown[] | JsonObject;

export const isJsonContainer = (value: unknown): value is JsonContainer => typeof value === 'object' && value !== null;

/** Sets a member even where its name has a meaning of its own in JavaScript. */
export function setMember(target: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The object; one without members for anything else. */
export const membersOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** An own member; undefined when there is none. */
export const member = (object: JsonObject, key: string): unknown =>
  Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined;
