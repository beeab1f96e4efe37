import { EvaluationError, noOverload, type Value } from '../values/value';
import { BudgetExceeded } from './run';

/** `&&`, `||`, `all` and `exists`: whatever one of many says that settles it counts, though others go wrong. */
export class Verdict {
  private failed: EvaluationError | undefined;

  constructor(private readonly settling: boolean) {}

  /** Whether that settles it. */
  isSettledBy(value: Value): boolean {
    if (typeof value !== 'boolean') this.failed ??= noOverload();
    return value === this.settling;
  }

  /** Keeps what went wrong for the end. @throws what nothing makes good. */
  note(error: unknown): void {
    if (!(error instanceof EvaluationError) || error instanceof BudgetExceeded) throw error;
    this.failed ??= error;
  }

  /** When nothing has settled it. @throws EvaluationError, the first. */
  end(): boolean {
    if (this.failed) throw this.failed;
    return !this.settling;
  }
}
