import { useEffect, useRef } from 'preact/hooks';

const KEYS = [
  ['p', 'the picture'],
  ['m', 'the menu'],
  ['n', 'choose a namespace'],
  ['c', 'create from YAML'],
  ['/', 'search'],
  ['↑ ↓ ↵', 'choose a row, and open it'],
  ['Esc', 'back'],
] as const;

export function Keys({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} onClick={() => dialog.current?.close()}>
      <h2>Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <button autofocus>Close</button>
    </dialog>
  );
}
