import type { OperationName, OutputOf, ParsedInputOf } from '../../../shared/contract/index.ts';
import type { Context } from '../context.ts';
import type { Scheduler } from '../scheduler.ts';
import type { SignInDesk } from '../sign-in.ts';

/** What handlers work with. */
export type HandlerContext = Context & { scheduler: Scheduler; desk: SignInDesk };

/** One operation: its input was checked; what is wrong is thrown as a Failure. */
export type Handler<N extends OperationName> = (input: ParsedInputOf<N>) => OutputOf<N> | Promise<OutputOf<N>>;

/** The handlers of one area of the contract. */
export type Handlers<Area extends string> = {
  [N in Extract<OperationName, `${Area}.${string}`>]: Handler<N>;
};
