import { appearance, changeAppearance } from '../../ui/appearance.ts';
import { Card, Section } from '../../ui/Card.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useStore } from '../../util/store.ts';

export function AppearanceSettings() {
  const chosen = useStore(appearance);
  return (
    <Section title="Appearance">
      <Card className="appearance">
        <Segmented
          label="Theme"
          value={chosen.theme}
          options={[
            { value: 'system', label: 'As the system' },
            { value: 'night', label: 'Night' },
            { value: 'day', label: 'Day' },
          ]}
          onChange={(theme) => changeAppearance({ theme })}
        />
        <Switch
          label="Keep still"
          hint="Nothing moves, even where the system would allow it. State changes by colour, icon and words."
          checked={chosen.motion === 'still'}
          onCheckedChange={(still) => changeAppearance({ motion: still ? 'still' : 'system' })}
        />
        <Switch
          label="Single keys"
          hint="g o, g s, ? and the like. Ctrl or ⌘ K works either way."
          checked={chosen.single_keys}
          onCheckedChange={(single_keys) => changeAppearance({ single_keys })}
        />
        <p className="hint">Kept in this browser only.</p>
      </Card>
    </Section>
  );
}
