import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Reviews } from '@kubets/client';
import type { Logger } from '@kubets/component';
import type { UserInfo } from '@kubets/proto-gen/authentication/v1';
import { errorFields } from '../system/error-fields';
import { createKeptAnswers, TooManyAskedError } from './kept-answers';
import { nodeAttributes, type NodeAttributes } from './node-attributes';

const ADMITTED_GROUP = 'system:masters';
const ADMITTED_USER = 'kube-apiserver-kubelet-client';
const SIGNED_IN = 'system:authenticated';

export interface Denial {
  code: 401 | 403 | 500 | 503;
  message: string;
}

/** Whether a request may go on; undefined when it may. `path` is what is asked for. */
export type NodeAccess = (request: IncomingMessage, path: string) => Promise<Denial | undefined>;

export interface NodeAccessOptions {
  nodeName: string;
  reviews: Reviews;
  monotonicMs(): number;
  logger: Logger;
}

const TOKEN_KEPT_MS = 120_000;
const REFUSED_KEPT_MS = 10_000;
const ALLOWED_KEPT_MS = 300_000;
const DENIED_KEPT_MS = 30_000;

/**
 * Who may use the node's API: the apiserver and administrators by their client certificates, which needs nobody else; all others, by
 * certificate or token, as the apiserver knows them and lets them do this with the node.
 */
export function createNodeAccess({ nodeName, reviews, monotonicMs, logger }: NodeAccessOptions): NodeAccess {
  const users = createKeptAnswers<UserInfo | undefined>(monotonicMs);
  const decisions = createKeptAnswers<boolean>(monotonicMs);

  async function userOf(request: IncomingMessage): Promise<UserInfo | undefined> {
    const certified = certifiedUser(request.socket as TLSSocket);
    if (certified) return certified;
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!token) return undefined;
    const key = createHash('sha256').update(token).digest('base64');
    return users.answer(key, async () => {
      const { authenticated, user } = await reviews.reviewToken({ token });
      return { value: authenticated ? user : undefined, keptMs: authenticated ? TOKEN_KEPT_MS : REFUSED_KEPT_MS };
    });
  }

  const isAllowed = (user: UserInfo, { verb, subresource }: NodeAttributes): Promise<boolean> => {
    const spec = {
      user: user.username,
      groups: user.groups,
      uid: user.uid,
      extra: user.extra,
      resourceAttributes: { verb, group: '', version: 'v1', resource: 'nodes', subresource, name: nodeName },
    };
    return decisions.answer(JSON.stringify(spec), async () => {
      const { allowed = false } = await reviews.reviewAccess(spec);
      return { value: allowed, keptMs: allowed ? ALLOWED_KEPT_MS : DENIED_KEPT_MS };
    });
  };

  return async (request, path) => {
    let user: UserInfo | undefined;
    try {
      user = await userOf(request);
    } catch (error) {
      // Whoever sends thousands of tokens is not to fill the log as well.
      if (error instanceof TooManyAskedError) return { code: 503, message: 'too many tokens are being reviewed' };
      logger.warn(errorFields(error), 'A token could not be reviewed');
    }
    if (!user) return { code: 401, message: 'Unauthorized' };
    if (user.groups?.includes(ADMITTED_GROUP) || user.username === ADMITTED_USER) return undefined;
    const asked = nodeAttributes(request.method ?? '', path);
    const [first] = asked;
    const who = `user=${user.username}, verb=${first!.verb}, resource=nodes`;
    try {
      for (const one of asked) if (await isAllowed(user, one)) return undefined;
    } catch (error) {
      logger.warn(errorFields(error), 'Access could not be reviewed');
      return { code: 500, message: `Authorization error (${who}, subresource=${first!.subresource})` };
    }
    return {
      code: 403,
      message: `Forbidden (${who}, subresource(s)=[${asked.map(({ subresource }) => subresource).join(' ')}])`,
    };
  };
}

/** By a certificate of the cluster's CA. */
function certifiedUser(socket: TLSSocket): UserInfo | undefined {
  if (!socket.authorized) return undefined;
  const { CN, O = [] } = (socket.getPeerCertificate().subject ?? {}) as { CN?: string; O?: string | string[] };
  return CN ? { username: CN, groups: [...(Array.isArray(O) ? O : [O]), SIGNED_IN] } : undefined;
}
