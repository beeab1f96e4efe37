/**
 * The value that a file of variables gives to one of them; empty when it gives none. The files are a strict part of what a shell reads:
 * every value stands in single quotes, as it is, also over several lines, and a comment may follow it. `A= 'x'` gives A nothing.
 *
 * @throws Error, in Kubernetes' words, for what is no such file as far as it has to be read
 */
export function valueInEnvFile(text: string, key: string): string {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!.replace(/^[ \t]+/, '');
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    if (at < 0) throw invalid(index, "missing '='");
    const name = line.slice(0, at);
    if (/^[ \t]*$/.test(name)) throw invalid(index, 'empty variable name');
    if (/[ \t]$/.test(name)) throw invalid(index, "whitespace before '=' is not allowed");
    let rest = line.slice(at + 1);
    if (/^[ \t]/.test(rest)) {
      if (name === key) return '';
      continue;
    }
    if (!rest.startsWith("'")) throw invalid(index, 'value must be enclosed in single quotes');
    rest = rest.slice(1);
    const begun = index;
    const value: string[] = [];
    let end: number;
    while ((end = rest.indexOf("'")) < 0) {
      value.push(rest);
      if (++index === lines.length)
        throw new Error(`invalid environment variable format starting at line ${begun + 1}: unclosed single quote`);
      rest = lines[index]!;
    }
    value.push(rest.slice(0, end));
    if (!/^[ \t]*(#|$)/.test(rest.slice(end + 1))) throw invalid(index, 'unexpected content after closing quote');
    if (name === key) return value.join('\n');
  }
  return '';
}

const invalid = (index: number, problem: string): Error =>
  new Error(`invalid environment variable format at line ${index + 1}: ${problem}`);
