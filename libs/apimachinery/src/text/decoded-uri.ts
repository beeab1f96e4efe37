/** A component of a URI without its escapes; as it stands where they are none. */
export function decodedUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
