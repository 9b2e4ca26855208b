import { type AccessScope, type Actor, type Role } from '@app/domain';

/** Somebody whom the sample ledger knows: a post with one role, never a person. */
export interface SamplePerson {
  readonly actorId: string;
  /** The post and its body. */
  readonly name: string;
  readonly role: Role;
  readonly scope: AccessScope;
  /** The agency that the post acts for; absent for one that acts for none. */
  readonly actsForAgencyId?: string;
  /** One sentence for the sign-in page: what this post can do in the sample. */
  readonly about: string;
}

/** Identifiers of the worked example that scopes of the sample's people name. */
export const example = {
  placeId: 'example-borough',
  pooledFundId: 'example-borough-pooled-fund',
  councilId: 'example-borough-council',
  icbId: 'example-integrated-care-board',
  policeId: 'example-police',
  departmentId: 'example-department',
} as const;

const people = {
  treasurer: {
    actorId: 'sample-treasurer',
    name: 'Treasurer, Example Borough Council',
    role: 'TREASURER',
    scope: { kind: 'EVERYTHING' },
    actsForAgencyId: example.councilId,
    about: 'Sees every place and fund, records contributions and payments, and pays what others have approved.',
  },
  pooledFundManager: {
    actorId: 'sample-pooled-fund-manager',
    name: 'Pooled fund manager, Example Borough Council',
    role: 'POOLED_FUND_MANAGER',
    scope: { kind: 'POOLED_FUND', pooledFundId: example.pooledFundId },
    actsForAgencyId: example.councilId,
    about: 'Sees the Example Borough pooled fund alone, records what happens in it and asks for withdrawals.',
  },
  approver: {
    actorId: 'sample-approver',
    name: 'Head of finance, Example Borough Council',
    role: 'APPROVER',
    scope: { kind: 'AGENCY', agencyId: example.councilId },
    actsForAgencyId: example.councilId,
    about: 'Approves or rejects withdrawals of up to £25,000 that are not paid to the council.',
  },
  nhsApprover: {
    actorId: 'sample-nhs-approver',
    name: 'Chief finance officer, NHS Example Integrated Care Board',
    role: 'APPROVER',
    scope: { kind: 'AGENCY', agencyId: example.icbId },
    actsForAgencyId: example.icbId,
    about: 'Signs agreements for the NHS body, and approves withdrawals of up to £15,000 that are not paid to it.',
  },
  section151Officer: {
    actorId: 'sample-section-151-officer',
    name: 'Section 151 officer, Example Borough Council',
    role: 'SECTION_151_OFFICER',
    scope: { kind: 'PLACE', placeId: example.placeId },
    actsForAgencyId: example.councilId,
    about: 'Answers for the council’s money in Example Borough: approves up to £100,000, closes years and delegates.',
  },
  departmentReviewer: {
    actorId: 'sample-department-reviewer',
    name: 'Reviewer, Department of Health',
    role: 'DEPARTMENT_REVIEWER',
    scope: { kind: 'AGENCY', agencyId: 'department-of-health' },
    actsForAgencyId: 'department-of-health',
    about: 'Sees what the Department of Health paid in, for Troubled Families among others, and nothing else.',
  },
  exampleDepartmentReviewer: {
    actorId: 'sample-example-department-reviewer',
    name: 'Reviewer, Department of Example',
    role: 'DEPARTMENT_REVIEWER',
    scope: { kind: 'AGENCY', agencyId: example.departmentId },
    actsForAgencyId: example.departmentId,
    about: 'Sees the agreements and the money of a department that invests in Example Borough.',
  },
  auditor: {
    actorId: 'sample-auditor',
    name: 'External auditor',
    role: 'AUDITOR',
    scope: { kind: 'EVERYTHING' },
    about: 'Sees everything, back to each entry and who recorded it, and changes nothing.',
  },
  subscriber: {
    actorId: 'sample-subscriber',
    name: 'Subscriber, Example Borough',
    role: 'SUBSCRIBER',
    scope: { kind: 'PLACE', placeId: example.placeId },
    about: 'Follows what is published about Example Borough, and changes nothing.',
  },
  operator: {
    actorId: 'sample-operator',
    name: 'Operator of this ledger',
    role: 'OPERATOR',
    scope: { kind: 'EVERYTHING' },
    about: 'Registers places and agencies, and looks after the service; moves no money.',
  },
} satisfies Record<string, SamplePerson>;

/** Everybody whom the sample ledger knows, in the order of the sign-in page: at least one for each role. */
export const samplePeople: readonly SamplePerson[] = Object.values(people);

const acting = ({ actorId, actsForAgencyId }: SamplePerson): Actor => ({
  actorId,
  kind: 'PERSON',
  agencyId: actsForAgencyId,
});

/** Those who record something in the worked example. */
export const treasurer = acting(people.treasurer);
export const pooledFundManager = acting(people.pooledFundManager);
export const approver = acting(people.approver);
export const nhsApprover = acting(people.nhsApprover);
export const section151Officer = acting(people.section151Officer);
