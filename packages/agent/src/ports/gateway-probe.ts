/**
 * What the gateway's port says to an unauthenticated question.
 * `refused`: nothing listens. `silent`: the connection is taken and nobody answers. `foreign`: another program answers.
 */
export type ProbeReading =
  | { kind: 'refused' }
  | { kind: 'silent' }
  | { kind: 'foreign' }
  | { kind: 'starting'; version: string | null }
  | { kind: 'ready'; version: string | null; failing: readonly string[] }
  | { kind: 'not_ready'; version: string | null; failing: readonly string[] };

export interface GatewayProbe {
  /** Asks once, over TLS when `secure`; bounded in time and bytes; never rejects. */
  read(port: number, secure?: boolean): Promise<ProbeReading>;
}
