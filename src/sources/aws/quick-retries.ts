import type { Retries } from './types.ts';

interface RetryToken {
  getRetryCount(): number;
  getRetryDelay(): number;
}

/** The SDK's contract of a retry strategy, with a fixed delay. */
export function quickRetries({ attempts, delayMs }: Retries): object {
  const token = (count: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => delayMs });
  return {
    mode: 'standard',
    maxAttemptsProvider: async () => attempts,
    acquireInitialRetryToken: async () => token(0),
    async refreshRetryTokenForRetry(last: RetryToken, error: { errorType: string }) {
      const worthwhile = error.errorType === 'THROTTLING' || error.errorType === 'TRANSIENT';
      if (!worthwhile || last.getRetryCount() + 1 >= attempts) throw new Error('no further attempt');
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      return token(last.getRetryCount() + 1);
    },
    recordSuccess() {},
  };
}
