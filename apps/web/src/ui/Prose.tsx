import { Fragment, type ReactNode } from 'react';
import { CopyButton } from './Button.tsx';

/** A sentence of the agent: `text in backticks` is set as machine text. Nothing else in it is interpreted. */
export function Prose({ text }: { text: string }): ReactNode {
  return text.split(/`([^`]+)`/).map((part, index) =>
    // Odd places are what stood between backticks; the split never reorders.
    index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>,
  );
}

/** Commands that stand in backticks in a sentence, in order. */
export function commandsIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '').filter((part) => part.includes(' '));
}

/** A command line to take to the host. */
export function Command({ text, label }: { text: string; label?: string }) {
  return (
    <div className="command">
      <code>{text}</code>
      <CopyButton text={text} {...(label ? { label } : {})} />
    </div>
  );
}
