import type { AdmissionPlugins } from '../pipeline/admission';

/** The plugins but those of the names, which may stand for a changing and a refusing one. @throws Error for a name that none has */
export function withoutPlugins(names: readonly string[], { mutating, validating }: AdmissionPlugins): AdmissionPlugins {
  const known = new Set([...mutating, ...validating].map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new Error(
      `--disable-admission-plugins: there is no plugin ${unknown.join(', ')}; there are: ${[...known].sort().join(', ')}`,
    );
  const isLeft = ({ name }: { name: string }) => !names.includes(name);
  return { mutating: mutating.filter(isLeft), validating: validating.filter(isLeft) };
}
