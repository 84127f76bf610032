import { defineControl, fail, guard, notApplicable, pass, undecided, type VerdictData } from '../../model/control.ts';
import type { RemediationStep } from '../../model/finding.ts';
import type { ResourceView } from '../../model/view.ts';
import { awsCli, step } from '../aws-cli.ts';

type Domain = ResourceView<'AWS::SageMaker::Domain'>;
type Profile = ResourceView<'AWS::SageMaker::UserProfile'>;

const at = 'DefaultUserSettings.ExecutionRole';

export const domainExecutionRole = defineControl({
  id: 'domain-execution-role',
  title: 'The users of a Studio domain do not all share one execution role',
  resourceType: 'AWS::SageMaker::Domain',
  severity: 'medium',
  publishedAs: [
    {
      standard: 'stave',
      id: 'CTL.SAGEMAKER.DOMAIN.SHAREDROLE.001',
      title: 'SageMaker Studio Domain Must Not Use a Single Shared Execution Role',
      severity: 'medium',
      type: 'unsafe_state',
      domain: 'identity',
      requirements: {
        hipaa: ['164.312(a)(1)', '164.312(a)(2)(i)'],
        'nist-800-53-r5': ['AC-2', 'AC-6'],
        'owasp-nhi': ['NHI5', 'NHI6'],
        soc2: ['CC6.1'],
      },
    },
  ],
  checks:
    'Takes `UserSettings.ExecutionRole` of each user profile, or the default of the domain where it is left out. Fails ' +
    'when there are at least two profiles and all have the same role. Profiles that failed or are being deleted do not ' +
    'count.',
  why:
    'With one role, whoever takes over one Studio session holds what every user of the domain holds, and the trail shows ' +
    'one identity for all. The role grows to the sum of what anybody ever needed.',
  remediation: {
    summary:
      'Make a role for each user or team with what their work needs, and set it on their profile. Running apps take it ' +
      'up when they are restarted.',
    steps: giveOwnRole,
    cloudformation: 'UserSettings: { ExecutionRole: ... } of each AWS::SageMaker::UserProfile',
    terraform: 'user_settings { execution_role = ... } of each aws_sagemaker_user_profile',
  },
  references: ['https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateUserProfile.html'],
  messages: {
    oneRole: 'all {count} user profiles run as `{role}`',
    noRole: 'the user profile `{profile}` has no execution role, and the domain has no default',
    fewProfiles: 'it has {count} user profile(s): there is nobody to share a role with',
    neverCameUp: 'it never came up: its status is `Failed`',
  },
  needs: { resources: ['AWS::SageMaker::UserProfile'] },
  evaluate(domain, { index }) {
    if (domain.read('Status', { whenAbsent: undefined }) === 'Failed') {
      return notApplicable('neverCameUp', { at: 'Status' });
    }
    const { items, incomplete } = index.all('AWS::SageMaker::UserProfile', domain.resource);
    const outcomes = items.map((profile) => guard(() => memberOf(domain, profile)));
    const members = outcomes.flatMap((outcome) => (outcome === undefined || 'status' in outcome ? [] : [outcome]));
    const roles = new Set(members.flatMap(({ role }) => role ?? []));
    const notes = notesOn(domain);
    if (roles.size > 1) {
      return pass({ at, notes: [`at least ${roles.size} roles for ${members.length} user profiles`, ...notes] });
    }

    const unread = outcomes.find((outcome) => outcome !== undefined && 'status' in outcome);
    if (unread !== undefined) return unread;
    const count = members.length;
    // Profiles that a file holds share a role by themselves, whatever is defined elsewhere.
    const isShown = domain.resource.origin.kind === 'file' && count > 1;
    if (incomplete !== undefined && !isShown) return { status: 'UNKNOWN', reason: incomplete };
    if (count < 2) return notApplicable('fewProfiles', { at, data: { count }, notes });
    const [first] = members.filter(({ role }) => role === undefined);
    if (first !== undefined) return undecided('noRole', { at, data: { profile: first.name } });
    const data = { count, role: [...roles].join(), profile: members[0]?.name ?? '' };
    return fail('oneRole', { at, expected: 'at least two roles', data, notes });
  },
});

interface Member {
  readonly name: string;
  readonly role: string | undefined;
}

const notCounted: readonly (string | undefined)[] = ['Deleting', 'Failed', 'Delete_Failed'];

/** `undefined` for profiles of other domains, and for those that nobody can use. */
function memberOf(domain: Domain, profile: Profile): Member | undefined {
  if (profile.resource.gone !== undefined) return undefined;
  const id = profile.read('DomainId', { whenAbsent: undefined });
  if (id === undefined || (id !== domain.name && id !== domain.peek('DomainId'))) return undefined;
  if (notCounted.includes(profile.read('Status', { whenAbsent: undefined }))) return undefined;
  const own = profile.read('UserSettings.ExecutionRole', { whenAbsent: undefined });
  const role = own ?? domain.read(at, { whenAbsent: undefined });
  return { name: profile.peek('UserProfileName') ?? profile.name, role };
}

function notesOn(domain: Domain): string[] {
  const notes: string[] = [];
  if (domain.peek('DomainSettings.ExecutionRoleIdentityConfig') === 'USER_PROFILE_NAME') {
    notes.push('sessions carry the name of the user profile: the trail tells users apart, their permissions do not');
  }
  if (domain.peek('DomainSettings.UnifiedStudioSettings') !== undefined) {
    notes.push('SageMaker Unified Studio manages this domain: roles follow its projects');
  }
  return notes;
}

function giveOwnRole(domain: Domain, { profile = 'USER_PROFILE_NAME' }: VerdictData = {}): RemediationStep[] {
  return [
    step('For each user or team: make a role that SageMaker may assume, with no more than their work needs'),
    step(
      'Set it on their user profile, and so on for the others',
      awsCli(domain.resource, 'sagemaker update-user-profile', {
        'domain-id': domain.peek('DomainId') ?? domain.name,
        'user-profile-name': profile,
        'user-settings': 'ExecutionRole=ROLE_ARN',
      }),
    ),
    step('Take what only some of them need out of the shared role'),
  ];
}
