import { useEffect, useRef, useState } from 'preact/hooks';
import type { Severity } from '../../../model/finding.ts';
import type { RequirementStatus } from '../../compliance-status.ts';
import type { Verdict } from './model.ts';

export function count(number: number): string {
  return number.toLocaleString('en-US');
}

export function plural(number: number, noun: string): string {
  return `${count(number)} ${number === 1 ? noun : `${noun}s`}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A sentence of which the words in backticks are code. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {text
        .split(/(`[^`]+`)/)
        .map((part, at) =>
          /^`[^`]+`$/.test(part) ? <code key={at}>{part.slice(1, -1)}</code> : <bdi key={at}>{part}</bdi>,
        )}
    </>
  );
}

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <span class={`badge severity ${severity}`}>{severity}</span>;
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  failed: 'Failed',
  unknown: 'Not judged',
  waived: 'Waived',
  passed: 'Passed',
  'not applicable': 'Not applicable',
};

export function verdictWord(verdict: Verdict): string {
  return verdictWords[verdict];
}

/** The mark and the word, so that colour is never what tells. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <span class={`badge verdict ${className(verdict)}`}>{verdictWords[verdict]}</span>;
}

const statusWords: Readonly<Record<RequirementStatus, string>> = {
  failed: 'Failed',
  unknown: 'Unknown',
  passed: 'Passed',
  waived: 'Waived',
  'no evidence': 'No evidence',
};

export function statusWord(status: RequirementStatus): string {
  return statusWords[status];
}

export function StatusBadge({ status }: { status: RequirementStatus }) {
  return <span class={`badge verdict ${className(status)}`}>{statusWords[status]}</span>;
}

export function className(word: string): string {
  return word.replaceAll(' ', '-');
}

export function Copy({ text, label = 'Copy', what }: { text: () => string; label?: string; what: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    await toClipboard(text());
    setIsCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsCopied(false), 2000);
  };
  return (
    <button type="button" class="copy" aria-label={`${label} ${what}`} onClick={copy}>
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </button>
  );
}

/** Browsers keep the clipboard from pages that were not loaded securely, but let them copy what is selected. */
async function toClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

export function Shield() {
  return (
    <svg class="shield" viewBox="0 0 24 24" aria-hidden="true">
      <path class="plate" d="M12 1 3 4.5v6.8c0 5.3 3.7 9.6 9 11.7 5.3-2.1 9-6.4 9-11.7V4.5z" />
      <path class="tick" d="m7.8 12 3 3 5.4-6" />
    </svg>
  );
}
