import type { InputOf, OperationName, OutputOf } from '../../../shared/contract/index.ts';
import type { AppError } from '../../../shared/errors.ts';

export type Handlers = { [N in OperationName]?: (input: InputOf<N>) => OutputOf<N> | Promise<OutputOf<N>> };

/** A refusal on its way to becoming an answer. */
export class Refusal extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.userSentence);
    this.error = error;
  }
}

export const refuse = (error: AppError): never => {
  throw new Refusal(error);
};
