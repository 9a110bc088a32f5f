import type { operations, Role } from '@moltbot-ops/sdk/types';
import type { RequestContext } from './context.ts';
import type * as answerValidators from './generated/answer-validators.js';
import type { AvailableOperationId } from './generated/routes.ts';

/** One problem that a generated validator found. `instancePath` is a JSON pointer. */
export interface ValidationProblem {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** A generated validator: answers whether the value fits, and leaves the problems on itself. */
export interface Validate {
  (value: unknown): boolean;
  errors?: ValidationProblem[] | null;
}

/** What the contract says of one operation, as the server needs it. */
export interface ContractOperation {
  operation_id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  permission: 'public' | Role;
  audit_event: string;
  available: boolean;
  stream: boolean;
  parameters: { path?: Validate; query: Validate; header?: Validate };
  body: { required: boolean; validate: Validate } | null;
  /** Largest body, bytes; null for the server's own limit. */
  body_bytes_max: number | null;
  /** Status → name of the validator of its JSON body; null where the answer has none. */
  responses: { readonly [status: number]: AnswerValidator | null; readonly default?: AnswerValidator | null };
}

export type AnswerValidator = keyof typeof answerValidators;

type ParametersOf<Id extends keyof operations, Place extends string> = operations[Id] extends {
  parameters: { [P in Place]?: infer Found };
}
  ? NonNullable<Found>
  : Record<string, never>;

type BodyOf<Id extends keyof operations> = operations[Id] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : operations[Id] extends { requestBody?: { content: { 'application/json': infer Body } } }
    ? Body | undefined
    : undefined;

type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : void;

/** The body of the operation's success, or void where it has none or where the answer is a stream. */
export type OutputOf<Id extends keyof operations> = operations[Id]['responses'] extends { 200: infer Response }
  ? JsonOf<Response>
  : operations[Id]['responses'] extends { 202: infer Response }
    ? JsonOf<Response>
    : void;

/** What a handler is given: everything in it has passed the contract. */
export interface InputOf<Id extends keyof operations> {
  path: ParametersOf<Id, 'path'>;
  query: ParametersOf<Id, 'query'>;
  headers: ParametersOf<Id, 'header'>;
  body: BodyOf<Id>;
}

/** The handler interface: one method for each operation that this version offers. */
export type Handlers = {
  [Id in AvailableOperationId]: (input: InputOf<Id>, context: RequestContext) => Promise<OutputOf<Id>> | OutputOf<Id>;
};
