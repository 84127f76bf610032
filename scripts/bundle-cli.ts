import { readdirSync, rmSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Makes one file of the command line and its parser. Resolving a dozen modules takes Node half as long as starting up,
 * and `--help` needs no other; the library behind it is imported when a command runs, and stays as it is.
 */
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const entry = resolve(dist, 'cli/main.js');
const library = new Set(['index.js', 'version.js'].map((file) => resolve(dist, file)));

await build({
  entryPoints: [entry],
  outfile: entry,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  legalComments: 'eof',
  // Commander is CommonJS and requires Node's own modules.
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  plugins: [
    {
      name: 'library-stays-outside',
      setup({ onResolve }) {
        onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
          const target = resolve(resolveDir, path);
          if (!library.has(target)) return undefined;
          return { path: relative(dirname(entry), target).replaceAll('\\', '/'), external: true };
        });
      },
    },
  ],
});
for (const name of readdirSync(dirname(entry)))
  if (name !== 'main.js') rmSync(resolve(dirname(entry), name), { recursive: true });
