import { useState } from 'preact/hooks';
import type { LinkState } from '../link/link';

/** Asks for a token. */
export function Login({ state, onLogin }: { state: LinkState; onLogin(token: string): void }) {
  const [token, setToken] = useState('');
  const isBusy = state.is === 'connecting';
  return (
    <main class="login">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onLogin(token);
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
      </form>
    </main>
  );
}
