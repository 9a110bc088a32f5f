import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** The shape of what is coming, for as long as it takes. Lines are given as widths in percent. */
export function Skeleton({ lines = [70, 90, 50], label = 'Loading' }: { lines?: number[]; label?: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{label}</span>
      {lines.map((width, index) => (
        // The list never changes order, so its places are its keys.
        <i key={index} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

/** What will be here, and the one action that fills it. */
export function EmptyState({
  title,
  children,
  action,
  icon,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}) {
  return (
    <div className="empty">
      {icon && <div className="empty-icon">{icon}</div>}
      <p className="empty-title">{title}</p>
      {children && <div className="empty-text">{children}</div>}
      {action}
    </div>
  );
}

/** What happened, what was not changed, what to do next. `message` is the agent's own sentence. */
export function ErrorState({
  title,
  message,
  action,
  request_id,
}: {
  title: string;
  message: ReactNode;
  action?: ReactNode;
  request_id?: string | null;
}) {
  return (
    <div className="error-state" role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <div>
        <p className="error-title">{title}</p>
        <p className="error-text">{message}</p>
        {request_id && (
          <p className="error-text">
            Request <code>{request_id}</code>
          </p>
        )}
        {action && <div className="error-action">{action}</div>}
      </div>
    </div>
  );
}

/** A key or a chord. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="keys">
      {keys.split(' ').map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
