import { type ReactNode, useEffect } from 'react';

interface PageProps {
  /** For the tab and for screen readers on arrival. */
  title: string;
  heading?: ReactNode;
  intro?: ReactNode;
  /** `text`: rows of words and switches, which tear apart when they are as wide as a picture may be. */
  measure?: 'full' | 'text';
  children: ReactNode;
}

/** A place: sets the tab's title, and its heading takes the focus when one arrives by a link. */
export function Page({ title, heading, intro, measure = 'full', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · MoltBot Ops`;
  }, [title]);
  return (
    <div className="page" data-measure={measure}>
      <header className="page-head">
        {heading ?? (
          <h1 tabIndex={-1} data-landing>
            {title}
          </h1>
        )}
        {intro && <div className="page-intro">{intro}</div>}
      </header>
      {children}
    </div>
  );
}
