/** A call that did not succeed, in the words of a gap. */
export interface Failure {
  /** `sagemaker:DescribeModel` */
  readonly operation: string;
  /** The IAM action, where a permission would help. */
  readonly permission?: string;
  readonly code: string;
  /** One line. */
  readonly message: string;
  /** `broken`: the service itself failed, with a status of 5xx. */
  readonly kind: 'denied' | 'missing' | 'throttled' | 'unreachable' | 'credentials' | 'broken' | 'failed';
  readonly status?: number;
  /** The region in which the bucket stands, where S3 refused because of it. */
  readonly bucketRegion?: string;
}

/** As a clause for the user: `AccessDeniedException on sagemaker:DescribeModel`. */
export function reasonOf(failure: Pick<Failure, 'code' | 'operation'>): string {
  return `${failure.code} on ${failure.operation}`;
}

/** The IAM action behind an operation, where their names differ. */
const permissions: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
};

export function permissionOf(operation: string): string {
  return permissions[operation] ?? operation;
}

const deniedCode = /AccessDenied|NotAuthorized|Unauthorized|Forbidden/i;
const throttledCode = /Throttl|SlowDown|RequestLimitExceeded|TooManyRequests|Rate ?exceeded/i;
const credentialCode =
  /ExpiredToken|RequestExpired|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|MissingAuthenticationToken|CredentialsProviderError|TokenProviderError|OptInRequired|NotSignedUp|AuthFailure/;
const missingCode = /^(ResourceNotFound(Exception)?|NoSuch\w+|NotFound)$/;
const networkCode =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|TimeoutError|ERR_TLS.*|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*)$/;

interface AwsErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

export function failureOf(error: unknown, operation: string): Failure {
  const {
    name,
    message,
    code: systemCode,
    $metadata,
    $response,
  } = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as AwsErrorLike;
  const status = $metadata?.httpStatusCode;
  const text = oneLine(typeof message === 'string' ? message : '').replace(adviceToProgrammers, '');
  const code = codeOf(
    operation,
    typeof systemCode === 'string' ? systemCode : undefined,
    String(name ?? 'Error'),
    status,
  );
  const kind = kindOf(code, text, status);
  const bucketRegion = $response?.headers?.['x-amz-bucket-region'];
  return {
    operation,
    ...(kind === 'denied' ? { permission: permissionOf(operation) } : {}),
    code,
    message: text === '' || text === 'UnknownError' ? code : text,
    kind,
    ...(status === undefined ? {} : { status }),
    ...(bucketRegion === undefined ? {} : { bucketRegion }),
  };
}

function codeOf(operation: string, systemCode: string | undefined, name: string, status: number | undefined): string {
  if (systemCode !== undefined && networkCode.test(systemCode)) return systemCode;
  // An answer that is not of the service's protocol (a proxy's page, say) ends in a parse error; its status says more.
  // So does it for HEAD requests, whose errors have no body.
  if (
    name === 'SyntaxError' ||
    name === 'Unknown' ||
    name === 'UnknownError' ||
    name === 'Error' ||
    /^\d+$/.test(name)
  ) {
    if (status === 403) return 'AccessDenied';
    // Only S3 says by the status alone that something is not there: elsewhere such an answer is not the service's.
    if (status === 404 && operation.startsWith('s3:') && name !== 'SyntaxError') return 'NotFound';
    return status === undefined || status === 200 ? (name === 'Error' ? 'Failed' : name) : `HTTP${status}`;
  }
  // IAM's own code; the SDK adds the ending.
  return name === 'NoSuchEntityException' ? 'NoSuchEntity' : name;
}

function kindOf(code: string, message: string, status: number | undefined): Failure['kind'] {
  if (credentialCode.test(code)) return 'credentials';
  if (throttledCode.test(code) || status === 429) return 'throttled';
  if (missingCode.test(code)) return 'missing';
  // SageMaker's older operations have no error of their own for what is not there.
  if (code === 'ValidationException' && /could not find|recordnotfound|does not exist|not found/i.test(message)) {
    return 'missing';
  }
  if (deniedCode.test(code) || status === 403) return 'denied';
  if (networkCode.test(code)) return 'unreachable';
  if (status !== undefined && status >= 500) return 'broken';
  return 'failed';
}

/** The SDK adds it to what its parser says of an answer that is not of the service's protocol. */
const adviceToProgrammers = /\s*Deserialization error: to see the raw response.*$/;
const longest = 400;

function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
