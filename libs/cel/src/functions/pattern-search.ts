import type { Steps } from '@kubets/apimachinery';
import type { RE2JS } from 're2js';

// The library that compiles patterns matches a text in one go. What it compiles them to is run here in steps (Pike's machine: all
// ways through the pattern at once, the ones that are preferred first), so that a long text holds nobody up.

/** Of the library's program for a pattern. */
interface Instruction {
  op: number;
  out: number;
  arg: number;
  matchRune(rune: number): boolean;
}

interface Program {
  start: number;
  numInst(): number;
  getInst(pc: number): Instruction;
}

const [ALT, ALT_MATCH, CAPTURE, EMPTY_WIDTH, , MATCH, NOP, , , RUNE_ANY, RUNE_ANY_NOT_NL] = Array.from(
  { length: 11 },
  (_, index) => index + 1,
);

export interface Found {
  start: number;
  end: number;
}

/** Instructions that are looked at in one step. */
const WORK = 4_096;

/** What searches have done together since the last step, in instructions. */
export interface Effort {
  work: number;
}

/** What a pattern matches first, at `from` or after it; with `isAny` whatever it matches, when there is nothing to be told but that. */
export function* searchPattern(
  { re2Input }: RE2JS,
  text: string,
  { from, isAny = false, effort = { work: 0 } }: { from: number; isAny?: boolean; effort?: Effort },
): Steps<Found | undefined> {
  const program = (re2Input as unknown as { prog: Program }).prog;
  effort.work += program.numInst();
  let [now, next] = [new Threads(program), new Threads(program)];
  let found: Found | undefined;
  let context = contextAt(text, from);
  for (let at = from; ;) {
    if (!found) now.add(program.start, at, context);
    if (now.size === 0 && found) return found;
    if ((effort.work += now.size + 1) > WORK) {
      yield;
      effort.work = 0;
    }
    const rune = at < text.length ? text.codePointAt(at)! : -1;
    const after = at + (rune > 0xffff ? 2 : 1);
    context = contextAt(text, after);
    for (let index = 0; index < now.size; index++) {
      const instruction = program.getInst(now.pcs[index]!);
      if (instruction.op === MATCH) {
        found = { start: now.starts[index]!, end: at };
        if (isAny) return found;
        // Those that follow are preferred less.
        break;
      }
      if (rune >= 0 && takes(instruction, rune)) next.add(instruction.out, now.starts[index]!, context);
    }
    if (rune < 0) return found;
    [now, next] = [next, now];
    next.clear();
    at = after;
  }
}

function takes(instruction: Instruction, rune: number): boolean {
  if (instruction.op === RUNE_ANY) return true;
  return instruction.op === RUNE_ANY_NOT_NL ? rune !== 10 : instruction.matchRune(rune);
}

/** Where each way through a pattern has come to, and where it began; no two at one place. */
class Threads {
  size = 0;
  readonly pcs: Int32Array;
  readonly starts: Int32Array;
  private readonly addedIn: Int32Array;
  private round = 1;
  private readonly waiting: number[] = [];

  constructor(private readonly program: Program) {
    const count = program.numInst();
    this.pcs = new Int32Array(count);
    this.starts = new Int32Array(count);
    this.addedIn = new Int32Array(count);
  }

  clear(): void {
    this.size = 0;
    this.round++;
  }

  /** A way that goes on there, with all that it branches to before it takes a character. */
  add(first: number, start: number, context: number): void {
    this.waiting.push(first);
    for (let pc = this.waiting.pop(); pc !== undefined; pc = this.waiting.pop()) {
      if (this.addedIn[pc] === this.round) continue;
      this.addedIn[pc] = this.round;
      const { op, out, arg } = this.program.getInst(pc);
      if (op === ALT || op === ALT_MATCH) this.waiting.push(arg, out);
      else if (op === CAPTURE || op === NOP) this.waiting.push(out);
      else if (op === EMPTY_WIDTH) {
        if ((arg & ~context) === 0) this.waiting.push(out);
      } else {
        this.pcs[this.size] = pc;
        this.starts[this.size++] = start;
      }
    }
  }
}

const CONDITIONS = { beginLine: 1, endLine: 2, beginText: 4, endText: 8, wordBoundary: 16, noWordBoundary: 32 };

/** Which conditions hold between two characters. */
function contextAt(text: string, at: number): number {
  const before = at > 0 ? text.charCodeAt(at - 1) : -1;
  const after = at < text.length ? text.charCodeAt(at) : -1;
  return (
    (before < 0 ? CONDITIONS.beginText | CONDITIONS.beginLine : before === 10 ? CONDITIONS.beginLine : 0) |
    (after < 0 ? CONDITIONS.endText | CONDITIONS.endLine : after === 10 ? CONDITIONS.endLine : 0) |
    (isWord(before) === isWord(after) ? CONDITIONS.noWordBoundary : CONDITIONS.wordBoundary)
  );
}

const isWord = (unit: number): boolean =>
  (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122);
