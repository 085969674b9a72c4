import './shell.css';
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { ColorSchemeToggle } from './ColorSchemeToggle.js';
import { ModelOnDuty } from './ModelOnDuty.js';
import { navigation } from './navigation.js';
import { useShortcuts } from './use-shortcuts.js';

const ShortcutsDialog = lazy(() =>
  import('./ShortcutsDialog.js').then((module) => ({ default: module.ShortcutsDialog })),
);

/** The frame of every page: name, navigation, the model on duty, light and dark, help. */
export function Shell() {
  const navigate = useNavigate();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');

  // On a phone the row of pages scrolls sideways: the one that is open should be in sight.
  const { pathname } = useLocation();
  const pages = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the active link changes with the address
  useEffect(() => {
    const row = pages.current;
    const active = row?.querySelector<HTMLElement>('a.active');
    if (row === null || active === null || active === undefined) return;
    row.scrollLeft = active.offsetLeft - (row.clientWidth - active.offsetWidth) / 2;
  }, [pathname]);

  useShortcuts({
    '?': () => setHelpOpen(true),
    ...Object.fromEntries(navigation.flat().map(({ keys, to }) => [keys, () => void navigate({ to })])),
    t: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
  });

  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="shell-header">
        <div className="shell-bar">
          <Link to="/" className="shell-name" aria-label="Probity, to the assess page">
            <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
              <rect className="mark-ground" width="32" height="32" rx="8" />
              <path className="mark-line" d="M7 23h18M8.5 18.5v-4M13.5 18.5v-9M18.5 18.5v-6M23.5 18.5V8" />
            </svg>
            <span>Probity</span>
          </Link>
          <nav ref={pages} className="shell-nav" aria-label="Pages">
            {navigation.map((group) => (
              <div key={group[0]?.to} className="shell-nav-group">
                {group.map(({ to, label }) => (
                  <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
                    {label}
                  </Link>
                ))}
              </div>
            ))}
          </nav>
          <div className="shell-side">
            <ModelOnDuty />
            <ColorSchemeToggle />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="Keyboard shortcuts"
              title="Keyboard shortcuts (?)"
              onClick={() => setHelpOpen(true)}
            >
              <IconHelp size={19} stroke={1.6} />
            </ActionIcon>
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      {isHelpOpen && (
        <Suspense>
          <ShortcutsDialog onClose={() => setHelpOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
