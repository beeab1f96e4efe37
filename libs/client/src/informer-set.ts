import type { KubeObject } from '@kubets/apimachinery';
import { createInformer, type Informer, type InformerOptions } from './informer';
import type { ResourceClient } from './resource-client';

type ObjectOf<Client> = Client extends { get(...args: never[]): Promise<infer T extends KubeObject> } ? T : never;

/** What one informer of a set follows, and how its objects are found; the rest is the set's. */
export type InformerScope<T extends KubeObject> = Omit<InformerOptions<T>, 'name' | 'logger' | 'clock'>;

/** An informer for each of some of a client's resources, under the client's own names. */
export type InformerSet<Clients, Names extends keyof Clients> = {
  readonly [Name in Names]: Informer<ObjectOf<Clients[Name]>>;
};

/** Makes the informers; none is started. Log lines show the names in lower case. */
export function createInformerSet<Clients extends object, Names extends keyof Clients & string>(
  clients: Clients,
  scopes: { [Name in Names]: InformerScope<ObjectOf<Clients[Name]>> },
  shared: Pick<InformerOptions<never>, 'logger' | 'clock'>,
): InformerSet<Clients, Names> {
  const make = (name: Names) =>
    createInformer(clients[name] as ResourceClient<KubeObject>, {
      ...(scopes[name] as unknown as InformerScope<KubeObject>),
      ...shared,
      name: name.toLowerCase(),
    });
  return Object.fromEntries(
    (Object.keys(scopes) as Names[]).map((name) => [name, make(name)]),
  ) as unknown as InformerSet<Clients, Names>;
}

/** An informer, or several that are started and waited for as one. */
type AnyInformer = Pick<Informer<KubeObject>, 'name' | 'start' | 'synced' | 'hasSynced'>;

/** A set, or some informers of it. */
export type Informers = Readonly<Record<string, AnyInformer>> | readonly AnyInformer[];

/** Starts all of them. Resolves to true when each has its first list, to false when the signal aborts before. */
export async function startInformers(informers: Informers, signal: AbortSignal): Promise<boolean> {
  const all = Object.values(informers);
  for (const informer of all) informer.start(signal);
  try {
    await Promise.all(all.map((informer) => informer.synced()));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}

/** The names of those that have no first list yet. */
export const unsyncedInformers = (informers: Informers): string[] =>
  Object.values(informers).flatMap((informer) => (informer.hasSynced() ? [] : [informer.name]));
