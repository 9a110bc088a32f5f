import { expectData, publicClient } from '../../api/client.ts';

/** Trades an approved code for this browser's session. Throws `ApiError` with the reason otherwise. */
export function claimCode(pairing_code: string, device_name: string) {
  return expectData(publicClient.POST('/pair/claim', { body: { pairing_code, device_name } }));
}
