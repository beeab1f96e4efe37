/** Who talks to whom through a node, all connections of the same kind together; rates are per second. */
export interface TrafficEdge {
  node: string;
  source: string;
  /** Where the client sends: often a Service. */
  destination: string;
  port: number;
  protocol: string;
  /** Who answers. */
  backend: string;
  connections: number;
  bytes: number;
  /** Connections that nobody answered, or that were refused. */
  errors: number;
}
