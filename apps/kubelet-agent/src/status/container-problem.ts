/** Why a container can't start for now; reason and message become its waiting state. */
export class ContainerProblem extends Error {
  constructor(
    readonly reason: string,
    message: string,
    /** When it makes sense to try again, if that is known. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'ContainerProblem';
  }
}
