import type { Role } from '@moltbot-ops/sdk/types';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { placesFor } from '../../paths.ts';
import { appearance } from '../../ui/appearance.ts';

const chord_ms = 1500;

/** The console's keys: `Ctrl/⌘ K`, `?`, and `g` followed by the key of a place. Never while something is being typed. */
export function useKeys({ role, openPalette, openKeys }: { role: Role; openPalette(): void; openKeys(): void }) {
  const navigate = useNavigate();
  const chordAt = useRef(0);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !appearance.get().single_keys)
        return;
      if (document.querySelector('[role="dialog"]')) return;
      if (event.key === '?') openKeys();
      else if (event.key === 'g') {
        chordAt.current = event.timeStamp;
        return;
      } else if (event.timeStamp - chordAt.current < chord_ms) {
        const place = placesFor(role).find((one) => one.key === event.key);
        if (place) void navigate({ to: place.path });
      }
      chordAt.current = -chord_ms;
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
