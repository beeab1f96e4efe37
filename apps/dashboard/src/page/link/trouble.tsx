import type { Live } from './live';

/** What of a view is not as it should be. */
export function Trouble({ live: { failure, stale, cut, denied } }: { live: Live }) {
  const lines = [
    ...(failure ? [failure.message] : []),
    ...(stale ? [`What you see may be old: ${stale}`] : []),
    ...(cut === undefined ? [] : [`There are more than ${cut}; the first of them are shown.`]),
    ...[...denied].map(([kind, message]) => `Without ${kind}s: ${message}`),
  ];
  if (lines.length === 0) return null;
  return (
    <ul class="trouble" role="status">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
