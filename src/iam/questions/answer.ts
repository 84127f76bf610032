import type { Analysis } from '../question.ts';

/** What a question function hands back; the rest is added for all of them alike. */
export type Answer = Omit<Analysis, 'question' | 'notSeen' | 'internalError'>;
