/** What Kubernetes shows of a part of an object in a refusal: its own struct, where every field is there and has a name with a capital letter. */
export function inGo(value: object, zero: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = new Map(Object.entries(value).map(([name, part]) => [capitalised(name), part as unknown]));
  return Object.fromEntries(Object.entries(zero).map(([name, absent]) => [name, given.get(name) ?? absent]));
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
