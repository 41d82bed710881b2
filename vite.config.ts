import { defineConfig } from 'vite';

/** `vite build` makes the widgets, `vite build --ssr` the server: one file each, so that a start loads little. */
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild
    ? {
        publicDir: false,
        ssr: { noExternal: true, external: ['better-sqlite3', 'pg-native', 'pino'] },
        build: {
          ssr: 'server/main.ts',
          outDir: 'dist/server',
          target: 'node22',
          sourcemap: true,
          minify: false,
        },
      }
    : {
        publicDir: false,
        build: {
          outDir: 'dist/widgets',
          target: 'es2022',
          sourcemap: true,
          rolldownOptions: { output: { minify: true } },
          lib: {
            // `chartkeeper.js` registers the elements; `index.js` gives the classes alone.
            entry: { chartkeeper: 'widgets/define.ts', index: 'widgets/index.ts' },
            formats: ['es'],
          },
        },
      },
);
