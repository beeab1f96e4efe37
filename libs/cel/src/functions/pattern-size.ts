/** What is summed up of a group that has not ended. */
interface Level {
  sum: number;
  /** Of what a repetition would be of. */
  last: number;
}

const REPETITION = /\{(\d{1,4})(,\d{0,4})?\}/y;
/** For each copy, what leads around it. */
const AROUND = 2;

/**
 * How many instructions a pattern of RE2 has at the most, once its repetitions are written out, which is what a program for it
 * is made of. Reads it once; what is no pattern has some number.
 */
export function mostInstructions(pattern: string): number {
  const levels: Level[] = [{ sum: 0, last: 0 }];
  const top = () => levels[levels.length - 1]!;
  const add = (size: number) => {
    top().sum += size;
    top().last = size;
  };
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\' && pattern[at + 1] === 'Q') {
      const end = pattern.indexOf('\\E', at);
      const quoted = (end < 0 ? pattern.length : end) - at - 2;
      top().sum += Math.max(0, quoted);
      top().last = 1;
      at += quoted + (end < 0 ? 1 : 3);
    } else if (char === '\\') {
      add(1);
      at++;
    } else if (char === '[') {
      add(1);
      at = endOfClass(pattern, at);
    } else if (char === '(') levels.push({ sum: 0, last: 0 });
    else if (char === ')') {
      const { sum } = levels.length > 1 ? levels.pop()! : { sum: 0 };
      add(sum + AROUND);
    } else if (char === '{') {
      REPETITION.lastIndex = at;
      const [whole, least, most] = REPETITION.exec(pattern) ?? [];
      if (whole === undefined) add(1);
      else {
        const times = Math.max(1, Number(least), Number(most?.slice(1) ?? 0));
        const { last } = top();
        top().sum += times * (last + AROUND);
        top().last = times * (last + AROUND);
        at += whole.length - 1;
      }
    } else if (char === '*' || char === '+' || char === '?') {
      top().sum += AROUND;
      top().last += AROUND;
    } else add(1);
  }
  return levels.reduce((all, { sum }) => all + sum, 0);
}

/** Where the class that begins there ends: a bracket that is first in it, or escaped, or of a named class, does not end it. */
function endOfClass(pattern: string, begin: number): number {
  let at = begin + 1;
  if (pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern.startsWith('[:', at)) {
      const end = pattern.indexOf(':]', at + 2);
      if (end >= 0) at = end + 1;
    }
  }
  return at;
}
