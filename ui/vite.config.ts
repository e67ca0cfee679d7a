import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

/** Where `cargo run --bin cds-browser -- --listen 127.0.0.1:8790 …` serves the commands during `npm run dev`. */
const app = 'http://127.0.0.1:8790';

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // The content security policy allows no `data:` addresses.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/rpc': app, '/events': app } },
  test: {
    environment: 'jsdom',
    setupFiles: ['fixtures/jsdom.ts'],
    include: ['src/**/*.test.ts'],
    env: { TZ: 'America/Phoenix' },
  },
});
