import type { Role } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  Activity,
  LifeBuoy,
  ListChecks,
  type LucideIcon,
  Route,
  ScrollText,
  Search,
  Settings2,
  SlidersHorizontal,
} from 'lucide-react';
import { keeper } from '../../api/client.ts';
import { pendingPairings } from '../../api/live.ts';
import { statusQuery, systemInfoQuery } from '../../api/queries.ts';
import { type Place, placesFor } from '../../paths.ts';
import { Kbd } from '../../ui/Feedback.tsx';
import { Logo } from '../../ui/Logo.tsx';
import { pressingReasons } from '../../ui/reasons.ts';
import { useStore } from '../../util/store.ts';

const icons: Record<Place['path'], LucideIcon> = {
  '/': Activity,
  '/wizard': Route,
  '/runs': ListChecks,
  '/gateway/config': SlidersHorizontal,
  '/records': ScrollText,
  '/settings': Settings2,
  '/help': LifeBuoy,
};

export const paletteKeys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

interface NavigationProps {
  role: Role;
  onSearch(): void;
}

export function Sidebar({ role, onSearch }: NavigationProps) {
  const signedIn = useStore(keeper.state).phase === 'in';
  const info = useQuery({ ...systemInfoQuery, enabled: signedIn }).data;
  return (
    <aside className="sidebar" aria-label="Console">
      <div className="brand">
        <Logo />
        <span>MoltBot Ops</span>
      </div>
      <button type="button" className="search-button" onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
        <Search size={15} aria-hidden="true" />
        <span>Search</span>
        <Kbd keys={paletteKeys} />
      </button>
      <nav aria-label="Places">
        <PlaceLinks role={role} />
      </nav>
      <div className="sidebar-foot">
        <p>{info?.hostname ?? 'this machine'}</p>
        {info?.agent_version && <p>agent {info.agent_version}</p>}
      </div>
    </aside>
  );
}

export function BottomBar({ role, onSearch }: NavigationProps) {
  return (
    <nav className="bottom-bar" aria-label="Places">
      <PlaceLinks role={role} narrow />
      <button type="button" className="place" onClick={onSearch}>
        <Search size={19} aria-hidden="true" />
        <span>Search</span>
      </button>
    </nav>
  );
}

function PlaceLinks({ role, narrow = false }: { role: Role; narrow?: boolean }) {
  const signedIn = useStore(keeper.state).phase === 'in';
  const status = useQuery({ ...statusQuery, enabled: signedIn }).data;
  const waiting = useStore(pendingPairings);
  const counts: Partial<Record<Place['path'], [number, string]>> = {
    '/': [pressingReasons(status?.reasons).length, 'need you'],
    '/settings': [role === 'owner' ? waiting : 0, 'waiting for approval'],
  };
  const places = placesFor(role).filter((place) => !(narrow && place.wide_only));
  return places.map((place) => {
    const Icon = icons[place.path];
    const [count, words] = counts[place.path] ?? [0, ''];
    return (
      <Link key={place.path} to={place.path} className="place" activeOptions={{ exact: place.path === '/' }}>
        <Icon size={17} aria-hidden="true" />
        <span>{place.name}</span>
        {count > 0 && (
          <b className="place-count">
            {count}
            <span className="visually-hidden"> {words}</span>
          </b>
        )}
      </Link>
    );
  });
}
