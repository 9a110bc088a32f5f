import type { Device, DeviceUpdateRequest } from '@moltbot-ops/sdk/types';
import { type CommonOptions, createAgentClient } from '../agent-access.ts';
import { toInert } from '../inert.ts';
import { createOutput, formatTable } from '../output.ts';

/** `moltbot-ops devices [list]` */
export async function runDeviceList(options: CommonOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const list = await createAgentClient(options).call('deviceList');
  if (list.devices.length === 0) output.line('No device is paired yet. Let one in with `moltbot-ops pair`.');
  else for (const line of formatTable(header, list.devices.map(toRow))) output.line(line);
  output.result(list);
}

/** `moltbot-ops devices rename|role` */
export async function runDeviceUpdate(
  device_id: string,
  change: DeviceUpdateRequest,
  options: CommonOptions,
): Promise<void> {
  const output = createOutput(options.json === true);
  const device = await createAgentClient(options).call('deviceUpdate', { path: { device_id }, body: change });
  output.line(`${device.device_id} is now ${toInert(device.name)}, ${device.role}.`);
  output.result(device);
}

/** `moltbot-ops devices revoke` */
export async function runDeviceRevoke(device_id: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const device = await createAgentClient(options).call('deviceRevoke', { path: { device_id } });
  output.line(`${toInert(device.name)} is shut out. It has to be paired again to return.`);
  output.result(device);
}

const header = ['DEVICE', 'NAME', 'ROLE', 'PAIRED', 'LAST SEEN', 'STATE'];

function toRow(device: Device): string[] {
  return [
    device.device_id,
    device.name,
    device.role,
    device.created_at.slice(0, 16),
    device.last_seen_at?.slice(0, 16) ?? 'never',
    device.revoked_at ? 'revoked' : 'active',
  ];
}
