import { Link } from '@tanstack/react-router';
import { EmptyState } from '../ui/Feedback.tsx';
import { Page } from '../ui/Page.tsx';

export function NotFound() {
  return (
    <main className="lone">
      <Page title="Nothing here">
        <EmptyState
          title="This address leads nowhere."
          action={
            <Link to="/" className="btn btn-go">
              Go to Overview
            </Link>
          }
        >
          The link may be of another version of the console.
        </EmptyState>
      </Page>
    </main>
  );
}
