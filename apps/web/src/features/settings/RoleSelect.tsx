import type { Role } from '@moltbot-ops/sdk/types';
import { Select } from '../../ui/Select.tsx';

const roles: Array<{ value: Role; label: string }> = [
  { value: 'viewer', label: 'Viewer: reads' },
  { value: 'admin', label: 'Admin: reads and operates' },
  { value: 'owner', label: 'Owner: also decides who comes in' },
];

export function RoleSelect({ value, onValueChange }: { value: Role; onValueChange(role: Role): void }) {
  return <Select label="Role" value={value} options={roles} onValueChange={onValueChange} />;
}
