import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { createStore, useStore } from '../util/store.ts';

interface ToastItem {
  id: number;
  tone: 'ok' | 'bad';
  text: string;
}

const toasts = createStore<ToastItem[]>([]);
let lastId = 0;

/** Says that something is done, or was refused. The newest three stay; each goes after a while unless it is being read. */
export function toast(text: string, tone: ToastItem['tone'] = 'ok'): void {
  lastId += 1;
  toasts.set([...toasts.get(), { id: lastId, tone, text }].slice(-3));
}

/** Once per page, at the end. */
export function Toaster() {
  const items = useStore(toasts);
  return (
    <section className="toaster" aria-label="Messages">
      <ol aria-live="polite" aria-relevant="additions">
        {items.map((item) => (
          <ToastRow key={item.id} item={item} />
        ))}
      </ol>
    </section>
  );
}

function dismiss(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id));
}

function ToastRow({ item }: { item: ToastItem }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(item.id), item.tone === 'bad' ? 10_000 : 5_000);
    return () => clearTimeout(timer);
  }, [held, item.id, item.tone]);
  const Icon = item.tone === 'bad' ? CircleAlert : CircleCheck;
  return (
    <li>
      <div
        className="toast"
        data-tone={item.tone}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        <Icon size={16} aria-hidden="true" />
        <span>{item.text}</span>
        <button
          type="button"
          className="btn btn-quiet btn-icon btn-sm"
          aria-label="Dismiss message"
          onClick={() => dismiss(item.id)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      </div>
    </li>
  );
}
