/**
 * The URL of a request to a server of ours, whatever its first line holds: `/x`, `//`, `https://host/x`. Undefined when that
 * is no URL, or its path holds an escape that is none.
 */
export function requestUrl(target: string | undefined): URL | undefined {
  const text = target || '/';
  try {
    const url = new URL(text.startsWith('/') ? `https://localhost${text}` : text);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}
