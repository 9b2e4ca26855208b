import {
  contributionModes,
  expenditureKinds,
  incomeSources,
  instalmentCalendars,
  type Instalment,
  spendTypes,
  vatRegimes,
  withholdingGrounds,
} from '@app/domain';
import { AskedDto } from './asked.dto';
import { Day, Identifier, Identifiers, OneOf, Part, Parts, Pence, Whole, Words, Year } from './fields';

export class OpenPoolYearDto extends AskedDto {
  @Year() financialYear!: string;
}
export class PlainDto extends AskedDto {}

export class PeriodReasonDto extends AskedDto {
  @Words(500) reason!: string;
}
export class ReopenPeriodDto extends AskedDto {
  @Identifier() delegationId!: string;
}

export class AgreeContributionDto extends AskedDto {
  @Identifier() contributionId!: string;
  @Identifier() partnerId!: string;
  @Identifier() fundingStreamId!: string;
  @Pence() amountPence!: number;
  @OneOf(contributionModes) mode!: (typeof contributionModes)[number];
  @OneOf(['RECURRENT', 'NON_RECURRENT']) recurrence!: 'RECURRENT' | 'NON_RECURRENT';
  @OneOf(['MINIMUM', 'ADDITIONAL'], { optional: true }) requirement?: 'MINIMUM' | 'ADDITIONAL';
  @Identifier({ optional: true }) schemeId?: string;
  @Words(500, { optional: true, description: 'What an in-kind contribution was valued by.' }) valuationBasis?: string;
  @Pence({ optional: true, description: 'Before client charges are taken off (INV-22).' }) grossPence?: number;
  @Pence({ optional: true, from: 0 }) clientChargesPence?: number;
  @Words(64, { optional: true, example: '31/7245' }) determinationRef?: string;
  @Pence({ optional: true, description: 'The minimum published for this place and year (INV-21).' })
  publishedMinimumPence?: number;
}

export class InstalmentDto implements Instalment {
  @Whole(1, 366) instalmentNo!: number;
  @Day() dueOn!: string;
  @Pence() amountPence!: number;
}

export class ScheduleContributionDto extends AskedDto {
  @OneOf(instalmentCalendars, { optional: true, description: 'A standing calendar; or give the instalments.' })
  calendar?: (typeof instalmentCalendars)[number];
  @Parts(() => InstalmentDto, 366, { optional: true }) instalments?: InstalmentDto[];
}

export class InvoiceContributionDto extends AskedDto {
  @Words(64) invoiceRef!: string;
  @Whole(1, 366, { optional: true }) instalmentNo?: number;
  @Pence() amountPence!: number;
  @Day({ optional: true, description: 'Left out: twelve working days into the next month (INV-18).' }) dueOn?: string;
}

export class RecordReceiptDto extends AskedDto {
  @Identifier({ optional: true, description: 'Left out: made from the Idempotency-Key.' }) receiptId?: string;
  @Identifier({ optional: true }) contributionId?: string;
  @Year({ optional: true, description: 'The year of a contribution that an earlier, closed year agreed.' })
  contributionFinancialYear?: string;
  @Identifier() partnerId!: string;
  @Identifier() fundingStreamId!: string;
  @Pence() amountPence!: number;
  @Words(64, { optional: true }) bankRef?: string;
}

export class AllocateReceiptDto extends AskedDto {
  @Identifier() contributionId!: string;
  @Whole(1, 366) instalmentNo!: number;
  @Pence() amountPence!: number;
}

export class NonCashContributionDto extends AskedDto {
  @Pence() amountPence!: number;
  @Words(500) evidence!: string;
}

export class WithholdContributionDto extends AskedDto {
  @Pence() amountPence!: number;
  @OneOf(withholdingGrounds) ground!: (typeof withholdingGrounds)[number];
  @Words(200, { optional: true }) guidanceRef?: string;
}

export class LiftWithholdingDto extends AskedDto {
  @Pence() amountPence!: number;
}

export class WaiveContributionDto extends AskedDto {
  @Pence() amountPence!: number;
  @Words(500) reason!: string;
}

export class VaryContributionDto extends AskedDto {
  @Pence() toPence!: number;
  @OneOf(['RECURRENT', 'ONE_OFF']) recurrence!: 'RECURRENT' | 'ONE_OFF';
  @Words(500) reason!: string;
  @Identifiers({ description: 'Every affected partner: the one who pays and the host (INV-13).' })
  approvedByAgencyIds!: string[];
}

export class SetMatchConditionDto extends AskedDto {
  @Identifier() requiredFromAgencyId!: string;
  @Pence() requiredPence!: number;
}
export class MeetMatchConditionDto extends AskedDto {
  @Words(500) evidence!: string;
}
export class FailMatchConditionDto extends AskedDto {
  @Words(500) reason!: string;
}

/** An agency of the register, or a provider by name: one of the two. */
export class PayeeDto {
  @Identifier({ optional: true }) agencyId?: string;
  @Words(200, { optional: true }) providerName?: string;
}

class SpendingDto extends AskedDto {
  @Identifier() fundingStreamId!: string;
  @Part(() => PayeeDto) payee!: PayeeDto;
  @Identifier() commissioningAgencyId!: string;
  @Identifier({ optional: true }) schemeId?: string;
  @OneOf(spendTypes) spendType!: (typeof spendTypes)[number];
  @Pence({ from: 0 }) netPence!: number;
  @Pence({ from: 0, description: 'VAT that cannot be reclaimed: a cost of the pool.' }) irrecoverableVatPence!: number;
  @Pence({ from: 0, description: 'VAT that is reclaimed: a memorandum figure.' }) recoverableVatPence!: number;
  @OneOf(vatRegimes, { optional: true }) vatRegime?: (typeof vatRegimes)[number];
  @Words(500) purpose!: string;
}

export class RequestWithdrawalDto extends SpendingDto {
  @Identifier() withdrawalId!: string;
  @OneOf(expenditureKinds) expenditureKind!: (typeof expenditureKinds)[number];
  @Words(64, { optional: true, description: 'One of the purposes that a ring-fence permits.' }) purposeCode?: string;
  @Identifiers({ optional: true, description: 'Partners whose written consent there is (INV-29).' })
  consentingAgencyIds?: string[];
}
export class ApproveWithdrawalDto extends AskedDto {
  @Identifier() delegationId!: string;
}
export class RejectWithdrawalDto extends AskedDto {
  @Words(500) reason!: string;
}
export class PayWithdrawalDto extends AskedDto {
  @Words(64, { optional: true }) bankRef?: string;
}

export class RecordPaymentDto extends SpendingDto {
  @Identifier({ optional: true, description: 'The approved withdrawal that it settles.' }) withdrawalId?: string;
  @Words(64, { optional: true }) bankRef?: string;
}
export class RecordRefundDto extends SpendingDto {
  @Words(64, { optional: true }) bankRef?: string;
}

export class RecordIncomeDto extends AskedDto {
  @Identifier() fundingStreamId!: string;
  @OneOf(incomeSources) incomeSource!: (typeof incomeSources)[number];
  @Pence() amountPence!: number;
  @Words(500) description!: string;
}

export class ReturnUnderspendDto extends AskedDto {
  @Identifier() partnerId!: string;
  @Identifier() fundingStreamId!: string;
  @Identifier({ optional: true, description: 'A contribution whose match condition failed.' }) contributionId?: string;
  @Pence() amountPence!: number;
  @Words(500) reason!: string;
}

export class ReverseEntryDto extends AskedDto {
  @Words(100, { description: 'The entry, such as troubled-families/2012-13/17.' }) entryRef!: string;
  @Words(500) reason!: string;
}
