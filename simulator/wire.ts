import { escapeXml } from './xml.ts';

/** What a service answers. A HEAD answer keeps its headers and loses its body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * How a service speaks: `json` is AWS JSON 1.1, `json-query` AWS JSON 1.0 that also carries the error code of
 * the Query protocol it replaces, `query` and `ec2` are form-encoded with XML answers, `s3` is REST with XML.
 */
export type Protocol = 'json' | 'json-query' | 'query' | 'ec2' | 's3';

/** An error as AWS reports it: code, message, HTTP status and further response headers. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status = 400,
    more: { headers?: Readonly<Record<string, string>>; details?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = more.headers ?? {};
    this.details = more.details ?? {};
  }
}

/** The error in the protocol's own wire format. */
export function renderError(protocol: Protocol, error: AwsError, requestId: string): Answer {
  const { code, message, status } = error;
  const xml = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  switch (protocol) {
    case 'json':
      return answer(error, 'application/x-amz-json-1.1', JSON.stringify({ __type: code, Message: message }));
    case 'json-query':
      return answer(error, 'application/x-amz-json-1.0', JSON.stringify({ __type: shapeName(code), message }), {
        // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
        'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}`,
      });
    case 'query':
      return answer(
        error,
        'text/xml',
        `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>${xml}</Error>` +
          `<RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case 'ec2':
      return answer(
        error,
        'text/xml',
        `<Response><Errors><Error>${xml}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      );
    case 's3':
      return answer(
        error,
        'application/xml',
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xml}${Object.entries(error.details)
          .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
          .join('')}<RequestId>${requestId}</RequestId><HostId>simulator</HostId></Error>`,
      );
  }
}

function answer(error: AwsError, type: string, body: string, headers: Record<string, string> = {}): Answer {
  return { status: error.status, headers: { 'content-type': type, ...headers, ...error.headers }, body };
}

/** CloudWatch's JSON shapes carry the suffix that its Query codes lack. */
function shapeName(code: string): string {
  return `com.amazonaws.cloudwatch#${code.endsWith('Exception') || code.endsWith('Fault') ? code : `${code}Exception`}`;
}
