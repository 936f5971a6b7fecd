/* Short names for the generated shapes. */
import type { components } from './schema';

export type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type AuthConfig = Schemas['AuthConfig'];
export type Session = Schemas['Session'];
export type ApiToken = Schemas['ApiToken'];
export type User = Schemas['User'];
export type Role = Schemas['Role'];
export type Permission = Schemas['Permission'];
export type Way = Schemas['RbacWay'];
export type Explanation = Schemas['RbacExplain'];
export type Project = Schemas['Project'];
export type ProjectMember = Schemas['ProjectMember'];
export type Team = Schemas['Team'];
export type TeamMember = Schemas['TeamMember'];
export type ApprovalItem = Schemas['ApprovalItem'];
export type Approval = Schemas['Approval'];
export type ApprovalPolicy = Schemas['ApprovalPolicy'];
export type AuditItem = Schemas['AuditItem'];
export type AuditRow = Schemas['AuditRow'];
export type TaskItem = Schemas['TaskItem'];
export type Task = Schemas['Task'];
export type TaskEvent = Schemas['TaskEvent'];
export type Schedule = Schemas['Schedule'];
export type Notification = Schemas['UserNotification'];
export type Host = Schemas['Host'];
export type SavedHostFilter = Schemas['SavedHostFilter'];
export type HostProbe = Schemas['HostProbe'];
export type HostAction = Sent<Schemas['HostAction'], 'action'>;
export type HostActionReply = Schemas['HostActionReply'];
export type HostBatch = Sent<Schemas['HostBatch'], 'action'>;
export type HostWindow = Schemas['HostWindow'];
export type HostHealth = Schemas['HostHealth'];
export type HostMonitor = Schemas['HostMonitor'];
export type HostSeries = Schemas['HostSeries'];
export type HostUsage = Schemas['HostUsage'];
export type HostFacts = Schemas['HostFacts'];
export type HostCheck = Schemas['HostCheck'];
export type HostFactsReply = Schemas['HostFactsReply'];
export type SshKey = Schemas['SshKey'];
export type SshKeyVerify = Schemas['SshKeyVerify'];

/* What the document marks with a default need not be sent. */
type Sent<T, Needed extends keyof T> = Partial<T> & Pick<T, Needed>;

export type UserNew = Schemas['UserNew'];
export type UserPatch = Schemas['UserPatch'];
export type RoleNew = Sent<Schemas['RoleNew'], 'name'>;
export type RolePatch = Partial<Schemas['RolePatch']>;
export type ProjectNew = Sent<Schemas['ProjectNew'], 'name'>;
export type ProjectPatch = Partial<Schemas['ProjectPatch']>;
export type TeamNew = Sent<Schemas['TeamNew'], 'name'>;
export type ApprovalPolicyNew = Sent<Schemas['ApprovalPolicyNew'], 'name' | 'action'>;
export type ApiTokenNew = Sent<Schemas['ApiTokenNew'], 'name' | 'scopes'>;
export type ScheduleNew = Sent<Schemas['ScheduleNew'], 'name' | 'cron' | 'kind'>;
export type HostPatch = Partial<Schemas['HostPatch']>;
export type HostNew = Partial<Schemas['HostNew']>;
export type HostProbeNew = Partial<Schemas['HostProbeNew']>;
export type HostCredentials = Sent<Schemas['HostCredentials'], 'username'>;
export type HostExecNew = Sent<Schemas['HostExecNew'], 'command'>;
export type SshKeyNew = Sent<Schemas['SshKeyNew'], 'name' | 'private_key'>;

export type BatchItem = Schemas['BatchItem'];
export type BatchRun = Schemas['BatchRun'];
export type BatchHost = Schemas['BatchHost'];
export type BatchOutput = Schemas['BatchOutput'];
export type BatchOutcome = Schemas['BatchOutcome'];
export type BatchPreview = Schemas['BatchPreview'];
export type BatchStarted = Schemas['BatchStarted'];
export type BatchNew = Sent<Schemas['BatchNew'], 'command'>;
export type HostGroup = Schemas['HostGroup'];
export type HostGroupNew = Sent<Schemas['HostGroupNew'], 'name' | 'kind'>;
export type CommandRule = Schemas['CommandRule'];
export type CommandRuleNew = Sent<Schemas['CommandRuleNew'], 'name' | 'effect' | 'kind' | 'pattern'>;
export type CommandVerdict = Schemas['CommandVerdict'];
