// Go reads the names in \p{…} without regard to case, blanks, `-` and `_`, and knows Unicode's long names of categories; the
// engine here wants them exact, and knows properties that Go does not. So names are written as the engine has them.
// https://pkg.go.dev/regexp/syntax

/** Long names of the Unicode Character Database, in Go's canonical form. */
const CATEGORY_ALIASES = new Map(
  `Casedletter:LC Closepunctuation:Pe Cntrl:Cc Combiningmark:M Connectorpunctuation:Pc Control:Cc Currencysymbol:Sc
  Dashpunctuation:Pd Decimalnumber:Nd Digit:Nd Enclosingmark:Me Finalpunctuation:Pf Format:Cf Initialpunctuation:Pi Lc:LC Letter:L
  Letternumber:Nl Lineseparator:Zl Lowercaseletter:Ll Mark:M Mathsymbol:Sm Modifierletter:Lm Modifiersymbol:Sk Nonspacingmark:Mn
  Number:N Openpunctuation:Ps Other:C Otherletter:Lo Othernumber:No Otherpunctuation:Po Othersymbol:So Paragraphseparator:Zp
  Privateuse:Co Punct:P Punctuation:P Separator:Z Spaceseparator:Zs Spacingmark:Mc Surrogate:Cs Symbol:S Titlecaseletter:Lt
  Unassigned:Cn Uppercaseletter:Lu`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [alias: string, category: string]),
);
const CATEGORY = /^(?:C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** What matters in a pattern: quotations, properties, other escapes, classes that have a name, and where a class begins and ends. */
const PARTS = /\\Q[^]*?(?:\\E|$)|\\[pP](?:\{[^}]*(?:\}|$)|[a-zA-Z])|\\[^]|\[:\^?[a-z]*:\]|\[\^?\]?|\]/g;

/** The pattern with the names of properties as the engine has them. @throws Error in Go's words for a name that Go does not know. */
export function withKnownProperties(pattern: string): string {
  if (!/\\p/i.test(pattern)) return pattern;
  let isInClass = false;
  return pattern.replace(PARTS, (part) => {
    if (/^\\p/i.test(part)) return property(part, isInClass);
    if (part === ']') isInClass = false;
    else if (part.startsWith('[') && !isInClass) isInClass = true;
    return part;
  });
}

function property(part: string, isInClass: boolean): string {
  const [, negated, name] = /^(?:\{(?=.*\}))?(\^?)([^}]*)\}?$/s.exec(part.slice(2))!;
  const isNegated = (part[1] === 'P') !== (negated === '^');
  const known = knownName(canonicalName(name!));
  if (!known) throw new Error(`error parsing regexp: invalid character class range: \`${part}\``);
  if (known !== 'ASCII') return `\\${isNegated ? 'P' : 'p'}{${known}}`;
  const named = isNegated ? '[:^ascii:]' : '[:ascii:]';
  return isInClass ? named : `[${named}]`;
}

/** As Go compares them: `OLD-letter_x` is `Oldletterx`. */
function canonicalName(name: string): string {
  const letters = name.replace(/[-_ ]/g, '');
  return letters.charAt(0).toUpperCase() + letters.slice(1).toLowerCase();
}

function knownName(name: string): string | undefined {
  if (name === 'Ascii') return 'ASCII';
  if (name === 'Any' || name === 'Assigned' || CATEGORY.test(name)) return name;
  return CATEGORY_ALIASES.get(name) ?? (isScript(name) ? name : undefined);
}

/** Go has no short names of scripts, and none of several words, since it leaves the `_` out that they have in its own tables. */
function isScript(name: string): boolean {
  if (!/^[A-Z][a-z]*$/.test(name)) return false;
  try {
    new RegExp(`^\\p{Script=${name}}`, 'u');
    return true;
  } catch {
    return false;
  }
}
