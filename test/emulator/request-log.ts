/** A request as moto's recorder writes it. */
interface LoggedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly body_encoded: boolean;
}

export interface LoggedCall {
  /** The IAM action that allows it: `sagemaker:DescribeModel`. */
  readonly action: string;
  readonly accessKeyId: string;
  readonly region: string;
  readonly body: string;
}

/** The call that a request is; `undefined` for those to moto itself. */
export function loggedCall({ method, url, headers, body, body_encoded }: LoggedRequest): LoggedCall | undefined {
  const { pathname, searchParams } = new URL(url);
  if (pathname.startsWith('/moto-api/')) return undefined;
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(named.get('authorization') ?? '');
  const [, accessKeyId = '', region = '', signedFor = 'unsigned'] = scope ?? [];
  const text = body_encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '');
  const service = signedFor === 'monitoring' ? 'cloudwatch' : signedFor;
  const operation =
    service === 's3'
      ? s3Action(method, pathname, searchParams)
      : (named.get('x-amz-target')?.split('.').at(-1) ??
        new URLSearchParams(text).get('Action') ??
        pathname.split('/').at(-1) ??
        '');
  return { action: `${service}:${operation}`, accessKeyId, region, body: text };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function s3Action(method: string, pathname: string, query: URLSearchParams): string {
  const [bucket = '', ...key] = pathname.slice(1).split('/');
  const inBucket = key.join('/') === '';
  if (method === 'GET' && bucket === '') return 'ListAllMyBuckets';
  if (method === 'HEAD' && inBucket) return 'ListBucket';
  if (method === 'GET' && inBucket) {
    if (query.has('policy')) return 'GetBucketPolicy';
    if (query.has('encryption')) return 'GetEncryptionConfiguration';
    if (query.get('list-type') === '2') return 'ListBucket';
  }
  return `${method} ${pathname}?${query}`;
}
