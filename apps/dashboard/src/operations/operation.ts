import type { Clock } from '@kubets/component';
import type { Reach } from '@kubets/why';
import type { Api } from '../cluster/api';
import type { Answer, ChangeType } from '../protocol/answers';
import type { Operation, Requests } from '../protocol/requests';
import type { Changes } from './changes';

/** Where a request runs. */
export interface OperationContext {
  /** With the visitor's rights. */
  api: Api;
  answer(answer: Answer): void;
  changes<T>(type: ChangeType): Changes<T>;
  /** Resolves when the browser has taken most of what was sent. */
  room(): Promise<void>;
  /** What is typed, and the size of the terminal, from now on. */
  onInput(listener: (text: string) => void): void;
  onResize(listener: (columns: number, rows: number) => void): void;
  /** Aborted when the page stops the request, and when it leaves. */
  signal: AbortSignal;
  clock: Clock;
  /** Absent where the visitor is not who runs the service: nothing is connected to on a stranger's behalf. */
  reach?: Reach | undefined;
}

/** What is done about a request; it has ended when this resolves. @throws StatusError, which the page is told */
export type Run<O extends Operation> = (request: Requests[O], context: OperationContext) => Promise<void>;

/** Those of a visitor who is logged in. */
export type VisitorOperation = Exclude<Operation, 'login' | 'logout'>;
