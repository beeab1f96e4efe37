import { useState } from 'preact/hooks';
import type { Requests } from '../../protocol/requests';
import type { LinkState } from '../link/link';

/** Asks for a token, or for a kubeconfig with a token or a certificate in it. */
export function Login({ state, onLogin }: { state: LinkState; onLogin(shown: Requests['login']): void }) {
  const [token, setToken] = useState('');
  const isBusy = state.is === 'connecting';
  return (
    <main class="login">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onLogin({ token });
          setToken('');
        }}
      >
        <h1>kubets</h1>
        <p>
          You see what you may see: the page asks the API server with your own rights. <code>npx kubets dashboard</code>{' '}
          prints a link that logs you in with your kubeconfig. With a token:
        </p>
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <button class="main" disabled={isBusy || token.trim() === ''}>
          Log in
        </button>
        <p role="status" class="problem">
          {isBusy ? 'Connecting …' : state.is === 'out' ? state.message : ''}
        </p>
        <p class="muted">
          <code>kubectl create token NAME</code> makes one for a ServiceAccount.
        </p>
        <label for="kubeconfig">Or a kubeconfig, with your certificate or token in it</label>
        <input
          id="kubeconfig"
          type="file"
          disabled={isBusy}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = '';
            void file?.text().then((kubeconfig) => onLogin({ kubeconfig }));
          }}
        />
      </form>
    </main>
  );
}
