import { Check, Copy } from 'lucide-react';
import { type ComponentProps, type ReactNode, useEffect, useId, useState } from 'react';

export interface ButtonProps extends ComponentProps<'button'> {
  look?: 'plain' | 'go' | 'danger' | 'quiet';
  size?: 'md' | 'sm';
  /** Says what is being waited for; the button stays focusable but does nothing meanwhile. */
  busy?: string | false;
  /** Why it cannot be used now, as a sentence: shown beside it, never a mute grey. */
  why_not?: string | undefined;
}

/** A button that never goes silently dead: busy says with what, disabled says why. */
export function Button({
  look = 'plain',
  size = 'md',
  busy = false,
  why_not,
  children,
  onClick,
  className,
  ...rest
}: ButtonProps) {
  const id = useId();
  const off = Boolean(busy) || Boolean(why_not);
  return (
    <>
      <button
        type="button"
        {...rest}
        className={['btn', `btn-${look}`, `btn-${size}`, className].filter(Boolean).join(' ')}
        aria-disabled={off || undefined}
        aria-describedby={why_not ? id : rest['aria-describedby']}
        onClick={(event) => {
          if (off) event.preventDefault();
          else onClick?.(event);
        }}
      >
        {busy || children}
      </button>
      {why_not && (
        <span className="why-not" id={id}>
          {why_not}
        </span>
      )}
    </>
  );
}

/** Square, with its name for those who do not see the icon. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: ComponentProps<'button'> & { label: string; children: ReactNode }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      className={['btn btn-quiet btn-icon', className].filter(Boolean).join(' ')}
    >
      {children}
    </button>
  );
}

/** Copies, and says so by icon and word. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [result, setResult] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (!result) return;
    const timer = setTimeout(() => setResult(null), 2000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setResult('copied'),
      () => setResult('refused'),
    );
  const words = result === 'copied' ? 'Copied' : result === 'refused' ? 'Select it instead' : label;
  return (
    <button
      type="button"
      className="btn btn-quiet btn-sm btn-copy"
      onClick={copy}
      data-done={result === 'copied' || undefined}
    >
      {result === 'copied' ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      <span aria-live="polite">{words}</span>
    </button>
  );
}
