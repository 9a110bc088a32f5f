import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type ProxyOptions, type Rolldown } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const agent = process.env.MOLTBOT_OPS_ORIGIN ?? 'http://127.0.0.1:7337';
const apiPaths = [
  'health',
  'pair/',
  'auth',
  'session',
  'devices',
  'system',
  'moltbot',
  'timeline',
  'events',
  'audit',
  'setup',
  'jobs',
  'config',
  'install/',
  'ssh/',
  'ops/',
];

/**
 * What the first screen needs beside the stylesheet is fetched while that is read: the face its words are set in, and,
 * behind it in the queue, the scripts that `boot.ts` will ask for once the words stand.
 */
function preloadFirstScreen(): Plugin {
  return {
    name: 'preload-first-screen',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const fonts = Object.keys(bundle ?? {}).filter((name) => /hanken.*normal.*\.woff2$/.test(name));
        const scripts = scriptsOf(bundle ?? {}, 'main');
        return [
          ...fonts.map((name) => ({
            rel: 'preload',
            href: `/${name}`,
            as: 'font',
            type: 'font/woff2',
            crossorigin: '',
          })),
          ...scripts.map((name) => ({ rel: 'modulepreload', href: `/${name}`, fetchpriority: 'low', crossorigin: '' })),
        ].map((attrs) => ({ tag: 'link', injectTo: 'head' as const, attrs }));
      },
    },
  };
}

/** The files of the piece of that name with everything that it imports. */
function scriptsOf(bundle: Rolldown.OutputBundle, name: string): string[] {
  const files = new Set<string>();
  const add = (file: string) => {
    const chunk = bundle[file];
    if (chunk?.type !== 'chunk' || chunk.isEntry || files.has(file)) return;
    files.add(file);
    for (const imported of chunk.imports) add(imported);
  };
  for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.name === name) add(chunk.fileName);
  return [...files];
}

/**
 * Hands the agent's paths on under the agent's own Host. Only a page of this very server gets the agent's Origin too;
 * any other Origin is handed on as it is, and the agent's guard refuses it.
 */
const toAgent: ProxyOptions = {
  target: agent,
  changeOrigin: true,
  configure: (proxy) => {
    proxy.on('proxyReq', (outgoing, incoming) => {
      if (incoming.headers.origin === `http://${incoming.headers.host}`) outgoing.setHeader('origin', agent);
    });
  },
};

/** A zipped twin beside every text file, so that the agent never compresses while it serves. */
function zipTexts(): Plugin {
  let folder = '';
  return {
    name: 'zip-texts',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!/\.(js|css|html|svg|webmanifest)$/.test(entry)) continue;
          const path = join(folder, entry);
          writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
        }
      },
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    react(),
    preloadFirstScreen(),
    VitePWA({
      // Registered by our own code, asking before it takes over: an operator's page must not reload by itself.
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'MoltBot Ops',
        short_name: 'MoltBot Ops',
        description: 'Watch and look after the MoltBot gateway on this machine.',
        start_url: '/',
        display: 'standalone',
        background_color: '#0a1218',
        theme_color: '#0a1218',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      workbox: {
        // The shell only. No answer of the agent is ever cached here; the last known state is kept by the page.
        globPatterns: ['**/*.{js,css,html,woff2,svg}'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: apiPaths.map((path) => new RegExp(`^/${path}`)),
        cleanupOutdatedCaches: true,
        sourcemap: false,
      },
    }),
    zipTexts(),
  ],
  build: {
    // scripts/build.mjs builds beside the place and moves a whole build in; plugins read this config more than once
    outDir: process.env.MOLTBOT_WEB_OUT ?? '../../dist/web',
    emptyOutDir: true,
    // A data: font would need a wider policy than `font-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Few pieces, each compiled in a task of its own: React, the other libraries of every place, what all places share.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // What only one place uses stays out of what the first screen loads; the editor comes in three pieces.
            { name: 'editor-state', test: /node_modules\/(@codemirror\/state|@marijn)\// },
            { name: 'editor-view', test: /node_modules\/(@codemirror\/view|style-mod|w3c-keyname|crelt)\// },
            { name: 'editor', test: /node_modules\/(@codemirror|@lezer)\// },
            {
              name: 'libraries',
              test: /node_modules\/(@tanstack\/(?!react-virtual|virtual-core)|use-sync-external-store|openapi-fetch|eventsource)/,
            },
            { name: 'shared', test: /packages\/sdk\/|web\/src\/(api|util)\/|lucide-react|web\/src\/ui\/\w+\.ts$/ },
            {
              name: 'shared',
              test: /web\/src\/ui\/(Button|Card|Feedback|Field|Page|Prose|Segmented|StateMark|Toast)\./,
            },
          ],
        },
      },
    },
    target: 'es2023',
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(apiPaths.map((path) => [`/${path}`, toAgent])),
  },
});
