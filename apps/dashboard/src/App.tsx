import './theme/mantine-styles.js';
import './theme/tokens.css';
import './theme/page.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from './api/api-error.js';
import { TokenGate } from './api/TokenGate.js';
import { createAppRouter } from './router.js';
import { COLOR_SCHEME_KEY, theme } from './theme/theme.js';

const colorSchemeManager = localStorageColorSchemeManager({ key: COLOR_SCHEME_KEY });

/** The whole page: the theme, the cache of answers and the router, put together once. */
export function App() {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 15_000,
            // A coded refusal is the answer; only a server out of reach is asked again.
            retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isTransient,
          },
        },
      }),
  );
  const [router] = useState(() => createAppRouter(queryClient));
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <TokenGate />
      </QueryClientProvider>
    </MantineProvider>
  );
}
