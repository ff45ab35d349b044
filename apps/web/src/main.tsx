import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import '@fontsource-variable/noto-sans/index.css';
import './app/print.css';
import './ui/at-a-glance.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { queries } from './app/queries';
import { router } from './app/router';
import { contrast, theme } from './app/theme';
import { startLanguages } from './i18n/languages';

/** The server puts a fresh nonce into each page: styles that libraries add at run time carry it, and no other style is taken. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
setNonce(nonce);

const languages = await startLanguages();
const place = document.getElementById('root');
if (place === null) throw new Error('The page has no #root.');
createRoot(place).render(
  <StrictMode>
    <I18nextProvider i18n={languages}>
      <MantineProvider theme={theme} cssVariablesResolver={contrast} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>,
);

// A device that is used in the field sends what waits on it, whichever page is open; others do not load for it.
if (localStorage.getItem('tregua.field') !== null) void import('./field/outbox').then(({ startOutbox }) => startOutbox());
