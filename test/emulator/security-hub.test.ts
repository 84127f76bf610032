import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateNotebookInstanceCommand,
  DeleteNotebookInstanceCommand,
  StopNotebookInstanceCommand,
} from '@aws-sdk/client-sagemaker';
import { EnableSecurityHubCommand, GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { expect, it } from 'vitest';
import { sagevet } from '../support/cli.ts';
import { homeAccount, homeKeys, region } from './account.ts';
import { as, describeWithMoto } from './suite.ts';

describeWithMoto('publishing to Security Hub', {}, (moto) => {
  it('imports failures, leaves them alone while they last, and archives them when the resource is gone', async () => {
    const { sagemaker } = homeAccount(moto().url);
    const hub = new SecurityHubClient({ endpoint: moto().url, region, credentials: homeKeys, maxAttempts: 1 });
    await hub.send(new EnableSecurityHubCommand({})).catch(() => undefined);
    await sagemaker.send(
      new CreateNotebookInstanceCommand({
        NotebookInstanceName: 'lab',
        InstanceType: 'ml.t2.medium',
        RoleArn: 'arn:aws:iam::123456789012:role/lab',
        RootAccess: 'Enabled',
      }),
    );
    const ledger = join(mkdtempSync(join(tmpdir(), 'sagevet-')), 'ledger.json');
    const publish = () =>
      as(homeKeys, () =>
        sagevet([
          ...['publish', 'securityhub', '--no-config', '--quiet', '-c', 'SageMaker.3', '--ledger', ledger],
          ...['--endpoint-url', moto().url, '--region', region],
        ]),
      );
    const imported = async () => {
      const { Findings = [] } = await hub.send(new GetFindingsCommand({}));
      return Findings.map(({ GeneratorId, RecordState, Compliance }) => [GeneratorId, RecordState, Compliance?.Status]);
    };

    expect(await publish()).toMatchObject({ code: 0, stdout: `123456789012/${region}: 1 new\n` });
    expect(await imported()).toEqual([['sagevet/notebook-instance-root-access', 'ACTIVE', 'FAILED']]);
    expect(await publish()).toMatchObject({ code: 0, stdout: 'nothing to send\n' });

    await sagemaker.send(new StopNotebookInstanceCommand({ NotebookInstanceName: 'lab' }));
    await sagemaker.send(new DeleteNotebookInstanceCommand({ NotebookInstanceName: 'lab' }));
    expect(await publish()).toMatchObject({ code: 0, stdout: `123456789012/${region}: 1 gone\n` });
    expect((await imported()).at(-1)).toEqual(['sagevet/notebook-instance-root-access', 'ARCHIVED', 'FAILED']);
  });
});
