import { setMember, type JsonObject } from './json-value';

/** A member that was sent, and the object that it is not in. */
export type DroppedMember = readonly [of: JsonObject, name: string, value: unknown];

const droppedOf = new WeakMap<object, readonly DroppedMember[]>();

/** What has been dropped on the way to an object: who sent it owns it all the same, as in Kubernetes, which drops it later. */
export function noteDropped(object: object, members: readonly DroppedMember[]): void {
  droppedOf.set(object, members);
}

/** Runs something with what was dropped back in its place, and takes it out again. */
export async function withDropped<T>(object: object, run: () => Promise<T>): Promise<T> {
  const members = droppedOf.get(object);
  if (!members) return run();
  for (const [of, name, value] of members) setMember(of, name, value);
  try {
    return await run();
  } finally {
    for (const [of, name] of members) delete of[name];
  }
}
