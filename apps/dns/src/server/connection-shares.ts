export interface ConnectionShares<C> {
  /** Counts a new connection in; returns the one that has to go for it, if there are too many. */
  admit(client: string, connection: C): C | undefined;
  /** The connection was used just now. */
  used(connection: C): void;
  left(connection: C): void;
}

export interface ConnectionSharesOptions<C> {
  most: number;
  mostPerClient: number;
  /** Whether somebody waits for an answer on it. */
  isBusy(connection: C): boolean;
}

/**
 * Who may have how many connections. When all are taken, the client with the most loses the one that was idle longest,
 * so that nobody is kept out by another's idle connections.
 */
export function createConnectionShares<C extends object>({
  most,
  mostPerClient,
  isBusy,
}: ConnectionSharesOptions<C>): ConnectionShares<C> {
  const clientOf = new Map<C, string>();
  /** Each client's connections, the least recently used first. */
  const byClient = new Map<string, Set<C>>();

  function greediest(): Set<C> {
    let found = new Set<C>();
    for (const connections of byClient.values()) if (connections.size > found.size) found = connections;
    return found;
  }

  function oldestIdle(connections: Set<C>): C | undefined {
    for (const connection of connections) if (!isBusy(connection)) return connection;
    return connections.values().next().value;
  }

  return {
    admit(client, connection) {
      const own = byClient.get(client) ?? new Set<C>();
      const isOneTooMany = own.size >= mostPerClient;
      const from = isOneTooMany ? own : clientOf.size >= most ? greediest() : undefined;
      const victim = from && oldestIdle(from);
      byClient.set(client, own.add(connection));
      clientOf.set(connection, client);
      return victim;
    },
    used(connection) {
      const own = byClient.get(clientOf.get(connection) ?? '');
      if (own?.delete(connection)) own.add(connection);
    },
    left(connection) {
      const client = clientOf.get(connection);
      if (client === undefined) return;
      clientOf.delete(connection);
      const own = byClient.get(client)!;
      own.delete(connection);
      if (own.size === 0) byClient.delete(client);
    },
  };
}
