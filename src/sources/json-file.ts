import { readFileSync, statSync } from 'node:fs';
import { InputError } from './file-source.ts';

/** Node cannot hold much longer texts. */
const largestFile = 256 * 1024 * 1024;

/**
 * The text of a file, without a byte order mark, in UTF-8 or in the UTF-16 in which PowerShell redirects.
 * @throws InputError when it is too large
 */
export function readText(path: string): string {
  const { size } = statSync(path);
  if (size > largestFile) {
    const [mebibytes, most] = [size, largestFile].map((bytes) => Math.ceil(bytes / 1024 / 1024));
    throw new InputError(`\`${path}\` has ${mebibytes} MiB, and files of up to ${most} MiB can be read: split it`);
  }
  // Nothing else goes on meanwhile, and read asynchronously it comes in many small pieces.
  const bytes = readFileSync(path);
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(utf16 ? 'utf16le' : 'utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * @param again what makes the file anew, for the message
 * @throws InputError when the text is no JSON
 */
export function parseJson(path: string, text: string, again: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const cut = !text.trimEnd().endsWith('}');
    const why = cut ? 'the file ends before its JSON does' : 'it is not valid JSON';
    throw new InputError(`cannot read \`${path}\`: ${why}; ${again}`);
  }
}

/** The beginning of a file as JSON, whatever it was read as; `undefined` when it is none. */
export function jsonHead(head: string): string | undefined {
  const text = head.replaceAll('\0', '').replace(/^[\uFEFF\uFFFD]+/, '');
  return text.trimStart().startsWith('{') ? text : undefined;
}
