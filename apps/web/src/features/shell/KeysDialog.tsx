import type { Role } from '@moltbot-ops/sdk/types';
import { placesFor } from '../../paths.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Feedback.tsx';
import { paletteKeys } from './Navigation.tsx';

export function KeysDialog({ role, onClose }: { role: Role; onClose(): void }) {
  const keys: Array<[string, string]> = [
    [paletteKeys, 'Search places and actions'],
    ['?', 'Show these keys'],
    ...placesFor(role).map((place): [string, string] => [`g ${place.key}`, `Go to ${place.name}`]),
    ['← →', 'On the ribbon: previous, next change'],
    ['Enter', 'On the ribbon: look closer'],
    ['Esc', 'Close, or show the whole ribbon'],
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Keys"
      description="Single keys can be switched off in Settings."
    >
      <dl className="key-list">
        {keys.map(([chord, words]) => (
          <div key={chord}>
            <dt>
              <Kbd keys={chord} />
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
