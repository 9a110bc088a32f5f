import { Dialog } from '@base-ui/react/dialog';
import type { Role } from '@moltbot-ops/sdk/types';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { CornerDownLeft } from 'lucide-react';
import { placesFor } from '../../paths.ts';
import { Kbd } from '../../ui/Feedback.tsx';
import { actionsFor } from './actions.ts';

/** Every place and every action, by a few letters. */
export function Palette({ role, onClose, onKeys }: { role: Role; onClose(): void; onKeys(): void }) {
  const navigate = useNavigate();
  const ports = {
    openKeys: onKeys,
    openSettings: (open: 'invite' | 'approve') => void navigate({ to: '/settings', search: { open } }),
  };
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-scrim" />
        <Dialog.Popup className="palette" aria-label="Search places and actions">
          <Command label="Search places and actions" loop>
            <Command.Input className="palette-input" placeholder="Where to, or what to do?" autoFocus />
            <Command.List className="palette-list" label="Results">
              <Command.Empty className="palette-empty">
                Nothing by that name. Try “theme”, “device” or “help”.
              </Command.Empty>
              <Command.Group heading="Go to">
                {placesFor(role).map((place) => (
                  <Command.Item
                    key={place.path}
                    value={place.name}
                    keywords={place.words.split(' ')}
                    className="palette-item"
                    onSelect={choose(() => void navigate({ to: place.path }))}
                  >
                    <span>{place.name}</span>
                    <Kbd keys={`g ${place.key}`} />
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="Do">
                {actionsFor(role, ports).map((action) => (
                  <Command.Item
                    key={action.name}
                    value={action.name}
                    keywords={action.words.split(' ')}
                    className="palette-item"
                    onSelect={choose(action.run)}
                  >
                    <span>{action.name}</span>
                    {action.keys ? <Kbd keys={action.keys} /> : <CornerDownLeft size={14} aria-hidden="true" />}
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
