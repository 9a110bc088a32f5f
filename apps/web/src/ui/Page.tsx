import { type ReactNode, useEffect } from 'react';

interface PageProps {
  /** For the tab and for screen readers on arrival. */
  title: string;
  heading?: ReactNode;
  intro?: ReactNode;
  children: ReactNode;
}

/** A place: sets the tab's title, and its heading takes the focus when one arrives by a link. */
export function Page({ title, heading, intro, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · MoltBot Ops`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        {heading ?? <h1 tabIndex={-1}>{title}</h1>}
        {intro && <div className="page-intro">{intro}</div>}
      </header>
      {children}
    </div>
  );
}
