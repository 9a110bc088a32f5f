import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

interface DialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the safe one first. */
  actions?: ReactNode;
  wide?: boolean;
}

/** A question or a small task over the page; focus goes in, stays in, and comes back to where it was. */
export function Dialog({ open, onOpenChange, title, description, children, actions, wide }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="dialog-scrim" />
        <Base.Popup className={wide ? 'dialog dialog-wide' : 'dialog'}>
          <Base.Title className="dialog-title">{title}</Base.Title>
          {description && (
            <Base.Description className="dialog-text" render={<div />}>
              {description}
            </Base.Description>
          )}
          {children}
          {actions && <div className="dialog-actions">{actions}</div>}
          <Base.Close className="btn btn-quiet btn-icon dialog-close" aria-label="Close">
            <X size={16} aria-hidden="true" />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
