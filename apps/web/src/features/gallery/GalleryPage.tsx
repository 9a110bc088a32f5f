import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { Button, CopyButton, IconButton } from '../../ui/Button.tsx';
import { Card, Facts, Section, Tile } from '../../ui/Card.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState, ErrorState, Kbd, Skeleton } from '../../ui/Feedback.tsx';
import { CodeInput, Field } from '../../ui/Field.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Page } from '../../ui/Page.tsx';
import { Command, Prose } from '../../ui/Prose.tsx';
import { Qr } from '../../ui/Qr.tsx';
import { Rail } from '../../ui/ribbon/Rail.tsx';
import { Ribbon } from '../../ui/ribbon/Ribbon.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Select } from '../../ui/Select.tsx';
import { Pill, StatePill } from '../../ui/StateMark.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { stateLooks } from '../../ui/states.ts';
import { toast } from '../../ui/Toast.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { Acting } from './Acting.tsx';
import './gallery.css';
import { sampleMarks, sampleNow, sampleSpans } from './sample.ts';

/** Every primitive on one page, to be looked at and tested in both themes. Reads nothing from the agent. */
export function GalleryPage() {
  return (
    <main>
      <Page title="Primitives" intro="Every part the console is made of. Nothing here is real.">
        <Controls />
        <Surfaces />
        <Acting />
        <Section title="Ribbon">
          <div className="ribbon">
            <Ribbon
              label="Sample day"
              spans={sampleSpans}
              marks={sampleMarks}
              domain={{ from_ms: sampleNow - 86_400_000, to_ms: sampleNow }}
              now_ms={sampleNow}
              onBrush={() => undefined}
            />
          </div>
        </Section>
        <Section title="Rail">
          <div className="ribbon gallery-narrow">
            <Rail spans={sampleSpans} marks={sampleMarks} now_ms={sampleNow} />
          </div>
        </Section>
      </Page>
    </main>
  );
}

function Controls() {
  const [on, setOn] = useState(true);
  const [code, setCode] = useState('K7QF3-2MXW9');
  const [theme, setTheme] = useState<'a' | 'b'>('a');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Section title="Buttons">
        <div className="gallery-row">
          <Button look="go">Go</Button>
          <Button>Plain</Button>
          <Button look="danger">Danger</Button>
          <Button look="quiet">Quiet</Button>
          <Button size="sm">Small</Button>
          <Button busy="Working…">Busy</Button>
          <Button why_not="The gateway is not installed.">Off</Button>
          <IconButton label="More">
            <Ellipsis size={16} aria-hidden="true" />
          </IconButton>
          <CopyButton text="copied text" />
          <Menu
            label="Open menu"
            trigger={<Ellipsis size={16} aria-hidden="true" />}
            items={[
              { label: 'First', onSelect: () => toast('First chosen.') },
              { label: 'Remove', danger: true, onSelect: () => toast('Refused.', 'bad') },
            ]}
          />
          <Tooltip text="A hint that is said elsewhere too">
            <button type="button" className="btn">
              With a hint
            </button>
          </Tooltip>
          <Button onClick={() => setOpen(true)}>Open a dialog</Button>
          <Button onClick={() => toast('It is done.')}>Show a message</Button>
        </div>
        <Dialog
          open={open}
          onOpenChange={setOpen}
          title="A question"
          description="What happens, and what does not."
          actions={<Button onClick={() => setOpen(false)}>Close it</Button>}
        />
      </Section>
      <Section title="Fields">
        <div className="gallery-grid">
          <Field label="Name" defaultValue="Chrome on Linux" hint="Shown in lists." />
          <Field label="Wrong" defaultValue="" error="A name is needed." />
          <CodeInput label="Code" value={code} onValueChange={setCode} />
          <Select
            label="Role"
            value="viewer"
            options={[{ value: 'viewer', label: 'Viewer' }]}
            onValueChange={() => undefined}
          />
          <Segmented
            label="Choice"
            value={theme}
            options={[
              { value: 'a', label: 'First' },
              { value: 'b', label: 'Second' },
            ]}
            onChange={setTheme}
          />
          <Switch label="Switch" hint="On at once." checked={on} onCheckedChange={setOn} />
        </div>
      </Section>
    </>
  );
}

function Surfaces() {
  return (
    <>
      <Section title="States">
        <div className="gallery-row">
          {Object.keys(stateLooks).map((state) => (
            // The table's keys are the states by its type; Object.keys forgets that.
            <StatePill key={state} state={state as keyof typeof stateLooks} />
          ))}
          <Pill tone="accent">Accent</Pill>
          <Kbd keys="Ctrl K" />
        </div>
      </Section>
      <Section title="Tiles">
        <dl className="tiles">
          <Tile name="Uptime" value="15 h 52 min" note="since 14:05" />
          <Tile name="Restarts, 24 h" value={4} note="more than usual" tone="warn" />
          <Tile name="Disk free" value="46.2" unit="GB" />
        </dl>
      </Section>
      <Section title="Surfaces">
        <div className="gallery-grid">
          <Card tone="warn">
            <h3>Toned card</h3>
            <Prose text="With `machine text` in a sentence." />
          </Card>
          <Card>
            <Facts
              facts={[
                ['Host', 'sample'],
                ['System', 'Linux, x64'],
              ]}
            />
          </Card>
          <Skeleton />
          <EmptyState title="Nothing here yet." action={<Button>Fill it</Button>}>
            What will be here.
          </EmptyState>
          <ErrorState
            title="It was refused"
            message="Nothing was changed. Try again in a minute."
            request_id="req_sample"
          />
          <Command text="moltbot-ops approve K7QF3-2MXW9" />
          <Qr text="http://127.0.0.1:7337/pair#K7QF3-2MXW9" label="Sample QR code" />
        </div>
      </Section>
    </>
  );
}
