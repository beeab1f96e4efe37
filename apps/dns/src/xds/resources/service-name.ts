/** A port of a Service, as the name of a resource says it. */
export interface ServicePortName {
  /** `namespace/name`. */
  service: string;
  /** A number or a name; undefined where the Service has one port only. */
  port: string | undefined;
}

const NAME = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.([^:]+)(?::([a-z0-9-]+))?$/;

/** Reads `web.default.svc.cluster.local:80`; undefined for what is no Service of the zone. */
export function parseServicePortName(name: string, zoneName: string): ServicePortName | undefined {
  const [, service, namespace, zone, port] = NAME.exec(name) ?? [];
  return service && zone === zoneName ? { service: `${namespace}/${service}`, port } : undefined;
}
