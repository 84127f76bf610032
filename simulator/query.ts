import type { Asked, Caller } from './caller.ts';
import type { RawRequest, ServiceName } from './request.ts';
import { AwsError } from './wire.ts';
import { element, type XmlValue } from './xml.ts';

/** An operation of the Query protocol: parameters in, the members of its result out. */
export type QueryOperation = (parameters: URLSearchParams, caller: Caller) => XmlValue;

/** Reads a Query request: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function readQuery(
  service: ServiceName,
  namespace: string,
  operations: Readonly<Record<string, QueryOperation>>,
  request: RawRequest,
): Asked {
  const parameters = new URLSearchParams(request.body);
  const operation = parameters.get('Action') ?? '';
  return {
    operation,
    action: `${service}:${operation}`,
    resources: [...parameters].flatMap(([name, value]) =>
      ['Action', 'Version', 'Marker'].includes(name) ? [] : [value],
    ),
    answer(caller) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (perform === undefined) {
        throw new AwsError(
          'InvalidAction',
          `Could not find operation ${operation} for version ${parameters.get('Version')}`,
        );
      }
      const result = element(`${operation}Result`, perform(parameters, caller) ?? '', 'member');
      const metadata = element('ResponseMetadata', { RequestId: caller.requestId }, 'member');
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
      };
    },
  };
}

/** The entries of a list parameter: `Name.member.1`, `Name.member.2` …; EC2 leaves `.member` out. */
export function listParameter(parameters: URLSearchParams, name: string): readonly string[] {
  return [...parameters].flatMap(([key, value]) =>
    key.startsWith(`${name}.`) && /^(member\.)?\d+$/.test(key.slice(name.length + 1)) ? [value] : [],
  );
}

export function requiredParameter(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value !== null && value !== '') return value;
  throw new AwsError('ValidationError', `The request must contain the parameter ${name}`);
}
