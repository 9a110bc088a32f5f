// Everything the palette can do besides going places. An action is listed only for those who may use it.
import type { Role } from '@moltbot-ops/sdk/types';
import { keeper } from '../../api/client.ts';
import { queryClient, sessionEnd, statusQuery } from '../../api/queries.ts';
import { changeAppearance } from '../../ui/appearance.ts';
import { stateLooks, stateOf } from '../../ui/states.ts';
import { toast } from '../../ui/Toast.tsx';

export interface Action {
  name: string;
  words: string;
  keys?: string;
  roles?: Role[];
  run(): void;
}

export interface ActionPorts {
  openKeys(): void;
  openSettings(task: 'invite' | 'approve'): void;
}

export function actionsFor(role: Role, ports: ActionPorts): Action[] {
  return actions(ports).filter((action) => !action.roles || action.roles.includes(role));
}

function actions({ openKeys, openSettings }: ActionPorts): Action[] {
  return [
    {
      name: 'Approve a waiting device…',
      words: 'pair code let in',
      roles: ['owner'],
      run: () => openSettings('approve'),
    },
    { name: 'Invite a device…', words: 'pair link qr code phone', roles: ['owner'], run: () => openSettings('invite') },
    { name: 'Copy the status as text', words: 'share report', run: () => void copyStatus() },
    { name: 'Theme: night', words: 'dark appearance', run: () => changeAppearance({ theme: 'night' }) },
    { name: 'Theme: day', words: 'light appearance', run: () => changeAppearance({ theme: 'day' }) },
    { name: 'Theme: as the system', words: 'auto appearance', run: () => changeAppearance({ theme: 'system' }) },
    { name: 'Motion: keep still', words: 'reduce animation', run: () => changeAppearance({ motion: 'still' }) },
    { name: 'Motion: as the system', words: 'animation', run: () => changeAppearance({ motion: 'system' }) },
    { name: 'Show the keys', words: 'shortcuts keyboard help', keys: '?', run: openKeys },
    { name: 'Sign out this browser', words: 'log out leave end session', run: () => void signOut() },
  ];
}

async function copyStatus(): Promise<void> {
  const status = queryClient.getQueryData(statusQuery.queryKey);
  if (!status) return toast('There is no status to copy yet.', 'bad');
  const lines = [
    `MoltBot ${stateLooks[stateOf(status)].word}, version ${status.version ?? 'unknown'}, ${status.service_manager}`,
    ...(status.reasons ?? []).map((reason) => `- ${reason.code}: ${reason.message} Next: ${reason.next_step}`),
  ];
  await navigator.clipboard.writeText(lines.join('\n')).then(
    () => toast('Status copied.'),
    () => toast('The browser refused to copy.', 'bad'),
  );
}

async function signOut(): Promise<void> {
  try {
    await sessionEnd();
    keeper.forget('signed_out');
  } catch (cause) {
    toast(cause instanceof Error ? cause.message : String(cause), 'bad');
  }
}
