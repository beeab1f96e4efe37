import { statusError } from '@kubets/apimachinery';
import { createApi, type Api, type ApiServer } from '../cluster/api';
import type { Requests } from '../protocol/requests';
import type { Credentials } from '../cluster/credentials';
import type { Logins } from './logins';
import type { Session, Sessions } from './sessions';
import { credentialsInKubeconfig } from './visitor-kubeconfig';

/** A visitor who is logged in. */
export interface Visitor {
  /** With the visitor's rights. */
  api: Api;
  /** As the API server knows the visitor. */
  user: string;
  /** Of a session that has just begun. */
  secret?: string;
  ended: AbortSignal;
}

export interface Visitors {
  /** @throws StatusError `Unauthorized` for who shows nothing that is good */
  login(shown: Requests['login']): Promise<Visitor>;
  logout(secret: string): void;
}

interface VisitorsOptions {
  server: ApiServer;
  sessions: Sessions;
  logins: Logins;
  /** Of who shows a code: those that the service was started with. */
  ofCode(): Promise<Credentials>;
}

const MOST_TOKEN = 64 * 1024;

export function createVisitors({ server, sessions, logins, ofCode }: VisitorsOptions): Visitors {
  async function credentialsFor({ code, token, kubeconfig }: Requests['login']): Promise<Credentials> {
    if (code !== undefined) {
      if (logins.use(code)) return ofCode();
      throw statusError('Unauthorized', 'this link was used before, or is too old: ask for a new one');
    }
    if (kubeconfig !== undefined) return credentialsInKubeconfig(kubeconfig);
    const trimmed = (token ?? '').trim();
    if (!trimmed || trimmed.length > MOST_TOKEN || /[^\x21-\x7e]/.test(trimmed))
      throw statusError('Unauthorized', 'a token is wanted: characters without spaces between them');
    return { token: trimmed };
  }

  async function enter(session: Session, secret?: string): Promise<Visitor> {
    const api = createApi(server, session.credentials);
    try {
      return { api, user: await userOf(api), ...(secret && { secret }), ended: session.ended };
    } catch (error) {
      api.close();
      throw error;
    }
  }

  return {
    async login(shown) {
      if (shown.session !== undefined) {
        const session = sessions.find(shown.session);
        if (!session) throw statusError('Unauthorized', 'you are no longer logged in');
        return enter(session);
      }
      const credentials = await credentialsFor(shown);
      const { secret, ...session } = sessions.open(credentials);
      try {
        return await enter(session, secret);
      } catch (error) {
        sessions.close(secret);
        throw error;
      }
    },
    logout: (secret) => sessions.close(secret),
  };
}

/** What the API server calls who asks: it refuses what it does not know. */
async function userOf(api: Api): Promise<string> {
  const review = await api.json<{ status?: { userInfo?: { username?: string } } }>(
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    {
      method: 'POST',
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
    },
  );
  const user = review.status?.userInfo?.username ?? '';
  // A token that is none may leave its bearer as nobody in particular.
  if (!user || user === 'system:anonymous')
    throw statusError('Unauthorized', 'the API server does not know this token');
  return user;
}
