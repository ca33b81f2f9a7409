export { createQuickbooksConnector, type QuickbooksConnectorOptions } from './connector.ts';
export { type QuickbooksEndpoints, quickbooksEndpoints } from './endpoints.ts';
export { ROW_LIMITS, type RowLimits } from './listing.ts';
export {
  ACCOUNTING_SCOPE,
  authorizeUrl,
  type ClientCredentials,
  createTokenSource,
  exchangeCode,
  type QuickbooksTokens,
  readCallback,
  refreshTokens,
  revokeToken,
} from './oauth.ts';
export { createHttpTransport, type HttpAnswer, type HttpRequest, NoAnswer, type Transport } from './transport.ts';
