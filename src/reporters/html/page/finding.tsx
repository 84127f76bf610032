import { type Detail, type Model, scriptOf, typeName } from './model.ts';
import { Copy, count, Prose, SeverityBadge, VerdictBadge } from './words.tsx';

interface Props {
  readonly model: Model;
  readonly finding: number;
  /** Everything in the list that has the same cause. */
  readonly members: readonly number[];
}

/** One finding: what is wrong, how we know, how it is closed and why it matters. */
export function Finding({ model, finding, members }: Props) {
  const detail = model.detail(finding);
  const { control, verdict, severity, message } = detail;
  return (
    <article>
      <p class="badges">
        <VerdictBadge verdict={verdict} />
        <SeverityBadge severity={severity} />
        {detail.baseline !== '' && (
          <span class="badge plain">{detail.baseline === 'new' ? 'new since the baseline' : 'in the baseline'}</span>
        )}
        {control.published.map(({ id }) => (
          <span key={id} class="badge plain">
            {id}
          </span>
        ))}
      </p>
      <h2>{control.title}</h2>
      <p class="message">
        <Prose text={message} />
      </p>
      <Waiver detail={detail} />
      {verdict === 'unknown' && (
        <p class="callout unknown">
          This was not judged, so it is neither passed nor failed. The reason is above; what the scan may not read is
          listed under Coverage.
        </p>
      )}
      {detail.error !== '' && <p class="callout failed">The control itself failed: {detail.error}</p>}
      <Evidence detail={detail} />
      <Fix model={model} detail={detail} members={members} />
      <Resource detail={detail} />
      <h3>Why it matters</h3>
      <p>
        <Prose text={control.why} />
      </p>
      <Links detail={detail} />
    </article>
  );
}

function Waiver({ detail: { waiver } }: { detail: Detail }) {
  if (waiver === undefined) return null;
  const { reason, owner, expires, ticket, source } = waiver;
  const parts = [
    ['Owner', owner],
    ['Ticket', ticket],
    ['Expires', expires],
    ['Written in', source],
  ].filter(([, value]) => value !== '');
  return (
    <div class="callout waived">
      <p>
        <strong>Waived:</strong> <bdi>{reason}</bdi>
      </p>
      <p>
        {parts.map(([label, value]) => (
          <span key={label} class="fact">
            {label} <bdi>{value}</bdi>
          </span>
        ))}
      </p>
    </div>
  );
}

export function Evidence({ detail: { evidence, notes } }: { detail: Detail }) {
  if (evidence.length + notes.length === 0) return null;
  const hasExpected = evidence.some(({ expected }) => expected !== '');
  return (
    <>
      <h3>Evidence</h3>
      {evidence.length > 0 && (
        <table class="evidence">
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">Observed</th>
              {hasExpected && <th scope="col">Expected</th>}
            </tr>
          </thead>
          <tbody>
            {evidence.map(({ property, observed, expected }) => (
              <tr key={property}>
                <th scope="row">
                  <code>{property}</code>
                </th>
                <td>
                  <code>{observed}</code>
                </td>
                {hasExpected && <td>{expected !== '' && <code>{expected}</code>}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {notes.map((note) => (
        <p key={note} class="note">
          <Prose text={note} />
        </p>
      ))}
    </>
  );
}

function Fix({ model, detail, members }: { model: Model; detail: Detail; members: readonly number[] }) {
  const { control, verdict, steps, cloudformation, terraform } = detail;
  if (verdict !== 'failed' && steps.length === 0) return null;
  const hasCommands = steps.some(({ command }) => command !== '');
  return (
    <>
      <h3>Fix</h3>
      <p>
        <Prose text={control.fix} />
      </p>
      {steps.length > 0 && (
        <ol class="steps">
          {steps.map(({ text, command }) => (
            <li key={text + command}>
              <p>
                <Prose text={text} />
              </p>
              {command !== '' && <Code text={command} what="the command" />}
            </li>
          ))}
        </ol>
      )}
      {hasCommands && (
        <p class="copies">
          <Copy text={() => scriptOf(detail)} label="Copy all steps" what="of this resource" />
          {members.length > 1 && (
            <Copy
              text={() => model.commands(members)}
              label={`Copy the steps for all ${count(members.length)} resources`}
              what="with this cause"
            />
          )}
        </p>
      )}
      {cloudformation !== '' && (
        <>
          <h4>CloudFormation</h4>
          <Code text={cloudformation} what="the CloudFormation property" />
        </>
      )}
      {terraform !== '' && (
        <>
          <h4>Terraform</h4>
          <Code text={terraform} what="the Terraform argument" />
        </>
      )}
    </>
  );
}

function Code({ text, what }: { text: string; what: string }) {
  return (
    <div class="code">
      <pre>
        <code>{text}</code>
      </pre>
      <Copy text={() => text} what={what} />
    </div>
  );
}

function Resource({ detail: { words, type, tags, source } }: { detail: Detail }) {
  const facts = [
    ['Name', words.name === '*' ? 'resources that may exist and were not seen' : words.name],
    ['Type', `${typeName(type)} (${type})`],
    ['ARN', words.arn],
    ['Account', words.account],
    ['Region', words.region],
    ['Read from', source],
    ['Tags', tags.join(', ')],
  ].filter(([, value]) => value !== '');
  return (
    <>
      <h3>Resource</h3>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Links({ detail: { control } }: { detail: Detail }) {
  return (
    <>
      {control.requirements.length > 0 && (
        <details>
          <summary>{count(control.requirements.length)} requirements that this control stands for</summary>
          <p class="requirements">
            {control.requirements.map((requirement) => (
              <span key={requirement} class="badge plain">
                {requirement}
              </span>
            ))}
          </p>
        </details>
      )}
      {control.references.length > 0 && (
        <details>
          <summary>References</summary>
          <ul>
            {control.references.map((url) => (
              <li key={url}>{isWeb(url) ? <WebLink url={url} /> : <bdi>{url}</bdi>}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function WebLink({ url }: { url: string }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {url.replace(/^https:\/\//, '')}
    </a>
  );
}

/** Controls of users' own name their references, and only an address may become a link. */
function isWeb(url: string): boolean {
  return url.startsWith('https://');
}
