/** Adds a key to an object: a plain assignment of "__proto__" would change the object's prototype, or do nothing at all. */
export function setEntry<T>(into: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  else into[key] = value;
}
