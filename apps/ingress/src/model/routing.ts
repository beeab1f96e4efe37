/** How the engine speaks to the pods of a Service. */
export type BackendProtocol = 'http' | 'h2c' | 'https';

/** A port of a Service that requests are led to. */
export interface Backend {
  /** Unique, and made of letters, digits, dashes and dots alone. */
  name: string;
  namespace: string;
  service: string;
  /** The name by which slices know the port; undefined when there is no such Service or port: nobody answers. */
  portName?: string;
  protocol: BackendProtocol;
}

export interface PathRule {
  /** Prefix compares element by element: `/a` leads `/a/b`, and not `/ab`. */
  type: 'Exact' | 'Prefix';
  value: string;
}

/** Which requests go to a backend. */
export interface Route {
  /** `a.example`, `*.example` for one label more, or `*` for every host; in lower case. */
  host: string;
  path: PathRule;
  backend: string;
}

/** A certificate and its key, and the names by which clients ask for it. */
export interface Certificate {
  /** `namespace/name` of the Secret. */
  source: string;
  /** In lower case, may begin with `*.`; of those that name none the first is shown to clients whose name nobody has. */
  hosts: string[];
  /** The chain and the key as the engine reads them. */
  pem: string;
}

/** What a request has to have besides host and path. */
export type Condition =
  | { kind: 'method'; value: string }
  /** The path ends so: any service's method of gRPC. */
  | { kind: 'path-end'; value: string }
  /** `name` is made of letters, digits and dashes. */
  | { kind: 'header' | 'query'; name: string; value: string };

export interface HeaderEdit {
  action: 'set' | 'add' | 'del';
  name: string;
  value: string;
}

export type PathEdit = { type: 'full' | 'prefix'; value: string };

/** What happens to requests on their way to a backend, or instead. */
export interface Treatment {
  /** The prefix that was matched. */
  matchedPrefix: string;
  requestHeaders: HeaderEdit[];
  responseHeaders: HeaderEdit[];
  redirect?: { code: number; scheme?: string; host?: string; port?: number; path?: PathEdit };
  rewrite?: { host?: string; path?: PathEdit };
  timeoutMs?: number;
  /** Answered at once. */
  answer?: { status: number; text: string };
}

/** A rule of a Gateway's route, at one port and host. */
export interface GatewayMatch {
  port: number;
  /** As of a Route; here `*.example` stands for any number of labels. */
  host: string;
  path: PathRule;
  conditions: Condition[];
  /** The rule's name. */
  rule: string;
}

/** Where requests of a rule go: to one of these, by weight; each is the name of a backend. */
export interface GatewayRule {
  name: string;
  targets: { backend: string; weight: number }[];
}

/** What Gateways add. */
export interface GatewayRouting {
  /** Beside those of Ingresses. */
  ports: { port: number; isTls: boolean }[];
  /** Those that go before others come first. */
  matches: GatewayMatch[];
  rules: GatewayRule[];
  /** By backend; of those that have one. */
  treatments: Map<string, Treatment>;
}

/** All that the engine has to know, but for the endpoints. */
export interface Routing {
  /** At most one for each host and path rule. */
  routes: Route[];
  backends: Backend[];
  certificates: Certificate[];
  /** Its backends are among the others. */
  gateways?: GatewayRouting;
}

/** One address that requests go to. */
export interface Endpoint {
  address: string;
  port: number;
}

/** Beyond, rules of the youngest objects are left out. */
export const MOST_ROUTES = 50_000;
/** No request has a longer one that could match. */
export const MOST_PATH_BYTES = 4000;
