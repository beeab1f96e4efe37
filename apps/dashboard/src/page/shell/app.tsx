import { useMemo, useState } from 'preact/hooks';
import { createLink, type LinkState } from '../link/link';
import { LinkContext } from '../link/link-context';
import { RouteContext, useAddress } from '../route-context';
import { takeCode } from './login-code';
import { Login } from './login';
import { Shell } from './shell';

const KEY = 'kubets-session';

const kept = {
  get: () => sessionStorage.getItem(KEY) ?? undefined,
  set: (secret: string | undefined) =>
    secret === undefined ? sessionStorage.removeItem(KEY) : sessionStorage.setItem(KEY, secret),
};

/** The page: whoever is logged in sees the cluster, all others how to log in. */
export function App() {
  const [state, setState] = useState<LinkState>({ is: 'connecting' });
  const [user, setUser] = useState('');
  const route = useAddress();
  const link = useMemo(() => {
    const code = takeCode();
    // Whoever opens a link wants to be let in by it, whoever was here before.
    if (code !== undefined) kept.set(undefined);
    const made = createLink({
      open: () => new WebSocket(`wss://${location.host}/stream`),
      kept,
      onState(now) {
        setState(now);
        if (now.is !== 'connecting') setUser(now.is === 'in' ? now.user : '');
      },
    });
    if (code !== undefined) made.login({ code });
    return made;
  }, []);
  if (!user) return <Login state={state} onLogin={link.login} />;
  return (
    <LinkContext.Provider value={link}>
      <RouteContext.Provider value={route}>
        <Shell user={user} isLost={state.is === 'connecting'} />
      </RouteContext.Provider>
    </LinkContext.Provider>
  );
}
