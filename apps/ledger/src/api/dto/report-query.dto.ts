import { OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  changingReports,
  type EntryKind,
  entryKinds,
  type WithdrawalStatus,
  withdrawalStatuses,
} from '@app/read-models';
import { Day, Identifier, Instant, OneOf, Whole, Words, Year } from './fields';

/** The command whose effect must be seen. */
export class ShownQueryDto {
  @Words(64, { optional: true, description: 'The token of an answer to a command: wait until the answer shows it.' })
  readAfter?: string;
}

/** The two times that an answer is told for. */
export class TimesQueryDto extends ShownQueryDto {
  @Day({ optional: true, description: 'Effective date. Left out: the day of asKnownAt, or today.' }) asAt?: string;
  @Instant({ optional: true, description: 'Recorded time. Left out: everything known.' }) asKnownAt?: string;
}

export class WithdrawalsQueryDto extends TimesQueryDto {
  @OneOf(withdrawalStatuses, { optional: true, description: 'REQUESTED: the queue of those who approve.' })
  status?: WithdrawalStatus;
}

/** What is asked about, and for which effective day. */
class ScopeQueryDto extends ShownQueryDto {
  @Identifier({ optional: true }) placeId?: string;
  @Identifier({ optional: true }) agencyId?: string;
  @Identifier({ optional: true }) pooledFundId?: string;
  @Identifier({ optional: true }) fundingStreamId?: string;
  @Year({ optional: true }) financialYear?: string;
  @Day({ optional: true, description: 'Effective date. Left out: the day of the time known, or today.' }) asAt?: string;
}

/** What a report is narrowed to, and the two times that it is told for. */
export class ReportQueryDto extends ScopeQueryDto {
  @Instant({ optional: true, description: 'Recorded time. Left out: everything known.' }) asKnownAt?: string;
}

/** OmitType, because a field that the parent lets be left out could be left out here too. */
export class FundStatementQueryDto extends OmitType(ReportQueryDto, ['pooledFundId', 'financialYear']) {
  @Identifier() pooledFundId!: string;
  @Year() financialYear!: string;
}

/** OmitType, as above: the agency whose agreements are asked for. */
export class AgencyAgreementsQueryDto extends OmitType(ReportQueryDto, ['agencyId']) {
  @Identifier() agencyId!: string;
}

export class TermsComparisonQueryDto extends TimesQueryDto {
  @Type(() => Number) @Whole(1, 999_999, { description: 'The earlier version.' }) from!: number;
  @Type(() => Number) @Whole(1, 999_999, { description: 'The later version.' }) to!: number;
}

export class TransactionsQueryDto extends ReportQueryDto {
  @Identifier({ optional: true, description: 'Only entries of this benefit-sharing agreement.' }) agreementId?: string;
  @Type(() => Number) @Whole(1, 1000, { optional: true }) limit?: number;
  @Words(64, { optional: true }) cursor?: string;
  @OneOf(['true', 'false'], { optional: true, description: 'Only payments that broke a rule.' }) breachesOnly?:
    'true' | 'false';
  @OneOf(entryKinds, { optional: true, description: 'Only entries of this sort.' }) kind?: EntryKind;
  @Words(100, {
    optional: true,
    description:
      'Only entries in whose bank reference, authority, description or party this stands. `searched` says how far it was looked for: go on by the cursor.',
  })
  search?: string;
}

export class ChangesQueryDto extends ScopeQueryDto {
  @Instant({ description: 'The earlier of the two times known.' }) knownFrom!: string;
  @Instant({ optional: true, description: 'The later one. Left out: everything known.' }) knownTo?: string;
  @Type(() => Number) @Whole(1, 1000, { optional: true }) limit?: number;
  @Words(64, { optional: true }) cursor?: string;
}

export class ChangesReportDto {
  @OneOf(changingReports) report!: (typeof changingReports)[number];
}

export class PageQueryDto extends ShownQueryDto {
  @Type(() => Number) @Whole(1, 1000, { optional: true }) limit?: number;
  @Identifier({ optional: true, description: 'The last identifier of the page before.' }) cursor?: string;
}
