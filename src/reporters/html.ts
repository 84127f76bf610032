import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Report } from '../model/report.ts';
import { PageBuilder } from './html/page-builder.ts';
import type { PageData } from './html/page-data.ts';
import type { ReportContext, Reporter, ReportWriter } from './reporter.ts';

/** One file to read, print and work from: no network, nothing beside it. */
export const html: Reporter = {
  name: 'html',
  description: 'one self-contained page for auditors and engineers',
  start: (context) => new HtmlWriter(context),
};

class HtmlWriter implements ReportWriter {
  readonly #builder: PageBuilder;
  #unlisted = 0;

  constructor(context: ReportContext) {
    this.#builder = new PageBuilder(context);
  }

  finding(finding: Report['findings'][number]): string {
    this.#builder.add(finding);
    return '';
  }

  end(report: Report): string {
    const data = this.#builder.finish(report);
    this.#unlisted = data.summary.unlisted;
    return pageOf(data);
  }

  notes(): readonly string[] {
    const count = this.#unlisted.toLocaleString('en-US');
    return this.#unlisted === 0 ? [] : [`${count} findings are counted in the page and not listed: there are too many`];
  }
}

/** The same two steps up from the source and from what is built of it. */
const built = new URL('../../dist/html-report/', import.meta.url);

function asset(name: string): string {
  return readFileSync(new URL(name, built), 'utf8').trim();
}

/**
 * The policy lets nothing run or load but what this file holds, whatever a name in the estate manages to become.
 * https://www.w3.org/TR/CSP3/#external-hash
 */
function pageOf(data: PageData): string {
  const script = asset('page.js');
  const style = asset('page.css');
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>SageMaker security report</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<style>${style}</style>
</head>
<body>
<noscript>This report needs JavaScript, which it carries itself; it loads nothing from anywhere.</noscript>
<div id="app"></div>
<script type="application/json" id="data">${embed(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#0b7a75" d="M12 1 3 4.5v6.8c0 5.3 3.7 9.6 9 11.7 5.3-2.1 9-6.4 9-11.7V4.5z"/><path fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" d="m7.8 12 3 3 5.4-6"/></svg>';

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** JSON that cannot end the element it stands in. */
function embed(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
