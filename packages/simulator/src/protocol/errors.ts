// Every refusal the gateway gives over its WebSocket, with the words and the close codes of the real one.

export interface GatewayError {
  code: string;
  message: string;
  retryable?: boolean;
  retryAfterMs?: number;
  details?: Record<string, unknown>;
}

export interface HandshakeRefusal {
  error: GatewayError;
  close_code: number;
  /** The word that the log's `reason=` and `cause` carry. */
  cause: string;
}

export function invalidRequest(message: string, details?: Record<string, unknown>): GatewayError {
  return { code: 'INVALID_REQUEST', message, ...(details ? { details } : {}) };
}

export function missingScope(scope: string): GatewayError {
  return {
    code: 'FORBIDDEN',
    message: `missing scope: ${scope}`,
    details: { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] },
  };
}

export function unavailable(reason: string): GatewayError {
  return {
    code: 'UNAVAILABLE',
    message: 'gateway starting; retry shortly',
    retryable: true,
    retryAfterMs: 500,
    details: { reason },
  };
}

export function refuse(error: GatewayError, cause: string, close_code = 1008): HandshakeRefusal {
  return { error, cause, close_code };
}

export function refuseProtocol(minimum: number, maximum: number): HandshakeRefusal {
  const details = {
    code: 'PROTOCOL_MISMATCH',
    clientMinProtocol: minimum,
    clientMaxProtocol: maximum,
    expectedProtocol: 4,
    minimumProbeProtocol: 3,
  };
  return refuse(invalidRequest('protocol mismatch', details), 'protocol-mismatch', 1002);
}

export function refuseMissingDevice(): HandshakeRefusal {
  const details = { code: 'DEVICE_IDENTITY_REQUIRED' };
  return refuse({ code: 'NOT_PAIRED', message: 'device identity required', details }, 'device-required');
}

const deviceProofs = {
  'device-id-mismatch': ['device identity mismatch', 'DEVICE_AUTH_DEVICE_ID_MISMATCH'],
  'device-signature-stale': ['device signature expired', 'DEVICE_AUTH_SIGNATURE_EXPIRED'],
  'device-nonce-mismatch': ['device nonce mismatch', 'DEVICE_AUTH_NONCE_MISMATCH'],
  'device-signature': ['device signature invalid', 'DEVICE_AUTH_SIGNATURE_INVALID'],
} as const;

export function refuseDeviceProof(reason: keyof typeof deviceProofs): HandshakeRefusal {
  const [message, code] = deviceProofs[reason];
  return refuse(invalidRequest(message, { code, reason }), 'device-auth-invalid');
}

const credentials = {
  token_mismatch: [
    'gateway token mismatch (provide gateway auth token)',
    'AUTH_TOKEN_MISMATCH',
    'update_auth_credentials',
  ],
  token_missing: [
    'gateway token missing (provide gateway auth token)',
    'AUTH_TOKEN_MISSING',
    'update_auth_configuration',
  ],
  device_token_mismatch: [
    'device token mismatch (rotate/reissue device token)',
    'AUTH_DEVICE_TOKEN_MISMATCH',
    'update_auth_credentials',
  ],
  scope_mismatch: [
    'device token scope mismatch (re-pair or approve scope upgrade)',
    'AUTH_SCOPE_MISMATCH',
    'review_auth_configuration',
  ],
} as const;

export type CredentialFault = keyof typeof credentials;

export function refuseCredential(reason: CredentialFault, hint?: string): HandshakeRefusal {
  const [sentence, code, recommendedNextStep] = credentials[reason];
  const message = `unauthorized: ${hint ?? sentence}`;
  const details = { code, authReason: reason, canRetryWithDeviceToken: false, recommendedNextStep };
  return refuse(invalidRequest(message, details), 'unauthorized');
}
