import type { Caller } from '../generate/http-request';
import type { Outcome } from '../send/outcome';

/** What an aimed input is sent with. In paths and bodies NAME stands for a name of the case's own, NS for its namespace. */
export interface Range {
  name: string;
  http(request: AimedRequest): Promise<Outcome>;
  grpc(
    path: string,
    message: Buffer,
    options?: { as?: Caller; body?: Buffer; metadata?: [string, string][] },
  ): Promise<Outcome>;
  raw(bytes: Buffer): Promise<Outcome>;
  /** On a connection that has agreed to HTTP/2. */
  frames(bytes: Buffer): Promise<Outcome>;
}

export interface AimedRequest {
  method: string;
  path: string;
  body?: string | Buffer;
  contentType?: string;
  headers?: [string, string][];
  as?: Caller;
  over?: 'http1' | 'http2';
}

export type Outcomes = Promise<Outcome>;
export type Shot = (range: Range) => Promise<Outcome>;

/** What is wrong with an outcome; undefined when it is right. */
export type Right = (outcome: Outcome) => string | undefined;

export interface Aimed {
  /** Of which kind of fault. */
  row: string;
  what: string;
  shot: Shot;
  right: Right;
}

export const aim = (row: string, what: string, shot: Shot, right: Right): Aimed => ({ row, what, shot, right });

/** One of these codes, and this text in the answer. */
export const is =
  (codes: number | readonly number[], text?: RegExp): Right =>
  ({ code, silent, closed, text: said = '' }) => {
    if (silent) return 'no answer';
    if (closed || code === undefined) return 'closed without an answer';
    if (![codes].flat().includes(code)) return `${code}, not ${[codes].flat().join(' or ')}: ${said.slice(0, 300)}`;
    return text && !text.test(said) ? `${code}, but not ${text}: ${said.slice(0, 300)}` : undefined;
  };

/** Any answer but one that the server itself is to blame for. */
export const answered: Right = ({ code, silent, closed, text = '' }) => {
  if (silent) return 'no answer';
  if (closed || code === undefined) return 'closed without an answer';
  return code === 500 ? `${code}: ${text.slice(0, 300)}` : undefined;
};

/** A connection may also be closed on who sends no HTTP. */
export const answeredOrClosed: Right = (outcome) => (outcome.closed && !outcome.silent ? undefined : answered(outcome));

/** Of gRPC: one of these codes. */
export const status = is;

export const send =
  (request: AimedRequest): Shot =>
  ({ http }) =>
    http(request);

export const get = (path: string, options: Partial<AimedRequest> = {}) => send({ method: 'GET', path, ...options });

const COLLECTIONS: Record<string, string> = {
  pods: '/api/v1/namespaces/NS/pods',
  configmaps: '/api/v1/namespaces/NS/configmaps',
  secrets: '/api/v1/namespaces/NS/secrets',
  services: '/api/v1/namespaces/NS/services',
  serviceaccounts: '/api/v1/namespaces/NS/serviceaccounts',
  deployments: '/apis/apps/v1/namespaces/NS/deployments',
  roles: '/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles',
  clusterroles: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  namespaces: '/api/v1/namespaces',
  nodes: '/api/v1/nodes',
  leases: '/apis/coordination.k8s.io/v1/namespaces/NS/leases',
};

export const collectionOf = (plural: string) => COLLECTIONS[plural]!;

/** Creates an object. */
export const post = (plural: string, body: string | Buffer, options: Partial<AimedRequest> = {}): Shot =>
  send({ method: 'POST', path: collectionOf(plural), body, contentType: 'application/json', ...options });

/** Creates an object, and has the next shot at it. */
export const then =
  (first: Shot, next: Shot): Shot =>
  async (range) => {
    const made = await first(range);
    return made.code === 201 ? next(range) : { ...made, text: `(it could not be made) ${made.text}` };
  };

export const CONFIG_MAP = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"},"data":{"a":"1"}}';
export const podWith = (spec: string, metadata = '') =>
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME"${metadata && `,${metadata}`}},"spec":{"nodeSelector":{"kubets-fuzz":"nowhere"},"containers":[{"name":"c","image":"fuzz.invalid/none"}]${spec && `,${spec}`}}}`;

/** A ConfigMap with more of metadata, or one as YAML. */
export const withMetadata = (metadata: string) => CONFIG_MAP.replace('"name":"NAME"', `"name":"NAME",${metadata}`);
export const yamlPost = (text: string) => post('configmaps', text, { contentType: 'application/yaml' });

/** A patch of an object that was made for it. */
export const patch = (
  type: 'json' | 'merge' | 'strategic' | 'apply',
  body: string,
  plural = 'configmaps',
  object = CONFIG_MAP,
): Shot =>
  then(
    post(plural, object),
    send({
      method: 'PATCH',
      path: `${collectionOf(plural)}/NAME${type === 'apply' ? '?fieldManager=aimed' : ''}`,
      body,
      contentType: `application/${{ json: 'json-patch+json', merge: 'merge-patch+json', strategic: 'strategic-merge-patch+json', apply: 'apply-patch+yaml' }[type]}`,
    }),
  );
