import type { Functions } from '../functions/declaration';
import type { Expr } from '../syntax/ast';
import { EvaluationError, type Value } from '../values/value';

export interface EvaluateOptions {
  functions: Functions;
  /** Of a variable that is not there, nothing. */
  variables: { get(name: string): Value | undefined };
  /** Parts of the expression in which something is done for many elements. */
  loops: ReadonlySet<Expr>;
  /** What may be spent. */
  budget: number;
  /** As many steps it may take; some seconds of the processor unless given. */
  mostSteps?: number;
}

/** Too much was asked for. */
export class BudgetExceeded extends EvaluationError {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Thrown where what was begun at once would take long: it is begun again, in steps. Nothing but its cost has come of it. */
export const TOO_LONG = new Error('too long to be done at once');

/** Variables of macros, the innermost first. */
export interface Scope {
  name: string;
  value: Value;
  parent: Scope | undefined;
}

/** Between two places where an evaluation may be interrupted: some tens of microseconds. */
const COST_OF_STEP = 200;
/** Texts are gone through by the engine: as many characters take as long as what costs 1. */
const CHARACTERS_OF_COST = 200;
const LONG_TEXT = 4_096;
/** As many characters are gone through at once. */
const AT_ONCE = 500_000;

/** One evaluation: what it has cost, and how long it may go on. */
export class Run {
  cost = 0;
  /** Parts that have turned out to take long. */
  readonly slow = new Set<Expr>();
  private worked = 0;
  private nextStep = COST_OF_STEP;
  private charactersLeft = Infinity;

  constructor(readonly options: EvaluateOptions) {}

  /** @throws BudgetExceeded. */
  spend(cost: number): void {
    this.cost += cost;
    if (this.cost > this.options.budget) throw new BudgetExceeded();
  }

  /** Notes what a function is about to go through. @throws TOO_LONG. */
  noteTexts(operands: readonly Value[]): void {
    for (const operand of operands) {
      if (typeof operand !== 'string' || operand.length < LONG_TEXT) continue;
      this.worked += operand.length / CHARACTERS_OF_COST;
      this.charactersLeft -= operand.length;
      if (this.charactersLeft < 0) throw TOO_LONG;
    }
  }

  /** Whether there has been enough work since it was last asked for the evaluation to be interrupted. */
  isStep(): boolean {
    const done = this.cost + this.worked;
    if (done < this.nextStep) return false;
    this.nextStep = done + COST_OF_STEP;
    return true;
  }

  /** From here on what takes long ends with {@link TOO_LONG}. */
  beginAtOnce(): void {
    this.charactersLeft = AT_ONCE;
  }

  beginInSteps(): void {
    this.charactersLeft = Infinity;
  }

  lookUp(name: string, scope: Scope | undefined): Value | undefined {
    for (let at = scope; at; at = at.parent) if (at.name === name) return at.value;
    return this.options.variables.get(name);
  }
}
