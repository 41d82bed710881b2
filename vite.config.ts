import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** `vite build` makes the widgets, `vite build --ssr` the server and its document reader: few files, so that a start loads little. */
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild
    ? {
        publicDir: false,
        ssr: {
          noExternal: true,
          external: ['better-sqlite3', 'pg-native', 'pino', '@embedpdf/pdfium', 'tesseract.js'],
        },
        build: {
          ssr: true,
          outDir: 'dist/server',
          target: 'node22',
          sourcemap: true,
          minify: false,
          rolldownOptions: {
            input: {
              main: 'server/main.ts',
              // Loaded by a demo server alone, behind its first answers.
              hospital: 'examples/hospital/hospital.ts',
              // A process of its own: a hostile file must not stop or fill the server.
              'document-reader': 'server/documents/reader-process.ts',
            },
          },
        },
      }
    : {
        publicDir: false,
        plugins: [pdfFiles()],
        build: {
          outDir: 'dist/widgets',
          target: 'es2022',
          sourcemap: true,
          rolldownOptions: {
            output: {
              minify: true,
              // What every page needs comes as one file: small ones compress worse and cost a request each.
              codeSplitting: {
                groups: [
                  {
                    debugName: 'core',
                    name: (id, chunks) =>
                      isCore(id, (one) => chunks.getModuleInfo(one)) ? 'core' : null,
                  },
                ],
              },
            },
          },
          lib: {
            // `chartkeeper.js` registers the elements; `index.js` gives the classes alone.
            entry: {
              chartkeeper: 'widgets/define.ts',
              index: 'widgets/index.ts',
              // Imported beside either, it sets the page in Spanish.
              es: 'widgets/es.ts',
              // Beside the others under its own name: a worker is started by its address.
              'pdf-worker': 'widgets/record/pdf-worker.ts',
            },
            formats: ['es'],
          },
        },
      },
);

/** True of what `define.ts` imports, itself left out: whoever takes the classes alone must not register them. */
function isCore(
  id: string,
  getModuleInfo: (id: string) => { readonly importers: readonly string[] } | null,
): boolean {
  const importers = getModuleInfo(id)?.importers ?? [];
  return importers.some((one) => one.endsWith('/widgets/define.ts') || isCore(one, getModuleInfo));
}

/**
 * What a PDF may lean on without holding it: fonts, maps of characters, decoders of pictures. They lie beside the code
 * that asks for them and are fetched only by a document that needs one.
 */
function pdfFiles(): Plugin {
  const home = fileURLToPath(new URL('node_modules/pdfjs-dist/', import.meta.url));
  const isNeeded = (file: string): boolean => !/^quickjs|^LICENSE_(PDFJS_)?QUICKJS/.test(file);
  return {
    name: 'pdf-files',
    generateBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm', 'iccs'])
        for (const file of readdirSync(`${home}${folder}`).filter(isNeeded))
          this.emitFile({
            type: 'asset',
            fileName: `pdf/${folder}/${file}`,
            source: readFileSync(`${home}${folder}/${file}`),
          });
    },
  };
}
