import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes the script and the style of the HTML report, one file each, which the reporter reads when it writes one. Each is
 * put in place whole, so that a report that is written meanwhile never sees half of it.
 */
export async function buildPage(): Promise<void> {
  const licence = await readFile(`${root}/node_modules/preact/LICENSE`, 'utf8');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { page: 'src/reporters/html/page/main.tsx' },
    outdir: 'dist/html-report',
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: ['es2022'],
    charset: 'ascii',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    // Preact asks that its licence goes with every copy, and each report is one.
    banner: { js: `/*! Preact\n${licence}*/` },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  await mkdir(`${root}/dist/html-report`, { recursive: true });
  for (const { path, contents } of outputFiles) {
    await writeFile(`${path}.${process.pid}`, contents);
    await rename(`${path}.${process.pid}`, path);
  }
}
