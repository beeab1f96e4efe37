import type { JsonObject } from './json-value';

/**
 * A list that was sent without items is there for who asks for it by name, as Kubernetes tells it from one that was not sent: in
 * what a refusal shows, and in who owns it. It is no member: it is not compared, copied, written or stored.
 */
export function hideEmptyList(object: JsonObject, name: string): void {
  Object.defineProperty(object, name, { value: [], enumerable: false, configurable: true, writable: true });
}

/** The member, unless it is such a list. */
export function shownMember(object: JsonObject, name: string): unknown {
  const value = object[name];
  const isHidden =
    Array.isArray(value) && value.length === 0 && !Object.prototype.propertyIsEnumerable.call(object, name);
  return isHidden ? undefined : value;
}
