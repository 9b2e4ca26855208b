import { IntersectionType } from '@nestjs/swagger';
import {
  AMOUNT_PENCE_MAX,
  benefitStages,
  benefitTypes,
  type BenefitFigures,
  type OutcomeClaimed,
  type OutturnLine,
  type Position,
  type Terms,
  validationMethods,
  varianceCauses,
} from '@app/domain';
import { AskedDto } from './asked.dto';
import {
  Day,
  Identifier,
  Identifiers,
  NumberAsText,
  OfSchema,
  OneOf,
  Part,
  Parts,
  Pence,
  Percentage,
  Whole,
  Words,
  YesOrNo,
} from './fields';

/** As many claims as a body of ordinary ones has room for. */
const CLAIMS_MAX = 1_000;
const LINES_MAX = 500;
const PARTIES_MAX = 500;

const TermsOfAgreement = (optional?: true): PropertyDecorator =>
  OfSchema('/api/v1/agreements/terms-schema', {
    optional,
    description: 'All that the parties agreed on, as the JSON Schema describes it.',
  });

export class DraftBenefitSharingAgreementDto extends AskedDto {
  @Identifier() agreementId!: string;
  @Identifier() placeId!: string;
  @Identifier({
    optional: true,
    description: 'The pooled fund that it shares out of, reinvests into or takes contributions from.',
  })
  pooledFundId?: string;
  @TermsOfAgreement() terms!: Terms;
}

export class DraftTermsDto extends AskedDto {
  @TermsOfAgreement() terms!: Terms;
  @Words(500, { description: 'Why the terms are varied.' }) reason!: string;
}

/** What needs nothing beside its day and its authority. */
export class BareDto extends AskedDto {}

/** What needs a reason. */
export class BecauseDto extends AskedDto {
  @Words(500) reason!: string;
}

export class ApproveTermsDto extends AskedDto {
  @Identifier() byAgencyId!: string;
  @Words(200, { description: 'The post or body that approved, never a person.' }) approverPost!: string;
}

export class SignTermsDto extends AskedDto {
  @Identifier() byAgencyId!: string;
  @Words(200, { description: 'The post of who signed, never a person.' }) signatoryPost!: string;
}

export class CallInAgreementDto extends BecauseDto {
  @Words(200) scrutinyBody!: string;
}

export class ResolveCallInDto extends AskedDto {
  @OneOf(['CONFIRMED', 'REFERRED_BACK'], { description: 'Referred back: the agreement is suspended.' })
  outcome!: 'CONFIRMED' | 'REFERRED_BACK';
  @Words(500) decision!: string;
}

export class PartyExitNoticeDto extends BecauseDto {
  @Identifier() agencyId!: string;
  @Day() exitsOn!: string;
}

export class PartyExitDto extends AskedDto {
  @Identifier() agencyId!: string;
}

class OfMetricDto extends AskedDto {
  @Identifier() metricId!: string;
  @Identifier({ optional: true, description: 'Whose value it is, when the metric is by agency.' }) agencyId?: string;
  @NumberAsText({ description: 'In whole pence when the metric is in pence.' }) value!: string;
}

class BaselineDto extends OfMetricDto {
  @Identifier({ optional: true, description: 'Left out: the baseline of every test period.' }) testPeriodId?: string;
  @Identifiers({ description: 'Every party that signs.' }) agreedBy!: string[];
}

export class AgreeBaselineDto extends BaselineDto {
  @Words(500) source!: string;
}

export class RebaseBaselineDto extends BaselineDto {
  @Words(500) reason!: string;
}

export class MeasureOutcomeDto extends OfMetricDto {
  @Identifier() testPeriodId!: string;
  @Words(500) method!: string;
  @Words(64, { optional: true, description: 'How good the data are, as the parties grade them.' })
  dataQualityGrade?: string;
}

export class RestateOutcomeDto extends OfMetricDto {
  @Identifier() testPeriodId!: string;
  @Words(500) reason!: string;
}

export class ClaimDto implements OutcomeClaimedData {
  @Identifier() claimId!: string;
  @Identifier() claimantId!: string;
  @Identifier() outcomeCode!: string;
  @Identifier() testPeriodId!: string;
  @Day() achievedOn!: string;
  @NumberAsText() units!: string;
  @Words(64, { optional: true, description: 'Opaque: no name, address or case number (INV-56).' })
  participantRef?: string;
  @Words(500) evidence!: string;
}
type OutcomeClaimedData = OutcomeClaimed['data'];

export class ClaimOutcomesDto extends AskedDto {
  @Parts(() => ClaimDto, CLAIMS_MAX, { itemsMin: 1, description: 'All of them are recorded, or none.' })
  claims!: ClaimDto[];
}

export class ValidateClaimsDto extends AskedDto {
  @Identifiers({ itemsMin: 1, itemsMax: CLAIMS_MAX }) claimIds!: string[];
  @OneOf(validationMethods) method!: (typeof validationMethods)[number];
  @Identifier() byAgencyId!: string;
}

export class RejectClaimsDto extends BecauseDto {
  @Identifiers({ itemsMin: 1, itemsMax: CLAIMS_MAX }) claimIds!: string[];
}

export class SpotCheckDto extends AskedDto {
  @Identifier() testPeriodId!: string;
  @Whole(1, 1_000_000) checkedCount!: number;
  @Whole(0, 1_000_000) invalidCount!: number;
}

export class BenefitFiguresDto implements BenefitFigures {
  @Identifier({ description: 'In whose budget it arises.' }) agencyId!: string;
  @OneOf(benefitTypes, { description: 'Only a fiscal benefit is money that can be shared (INV-47).' })
  benefitType!: (typeof benefitTypes)[number];
  @OneOf(benefitStages) stage!: (typeof benefitStages)[number];
  @Pence({ from: 0 }) grossPence!: number;
  @Pence({ from: 0, description: 'What it cost to bring about, 0 if nothing (INV-54).' }) deliveryCostPence!: number;
  @Percentage({ description: 'Taken off.' }) optimismBiasPct!: string;
  @Percentage({ description: 'Left: the part that the programme brought about.' }) attributionPct!: string;
  @Percentage({ description: 'Taken off: what would have come anyway.' }) deadweightPct!: string;
  @Percentage({ description: 'Left: the part that can be taken out of a budget.' }) cashablePct!: string;
}

export class RecogniseBenefitDto extends IntersectionType(AskedDto, BenefitFiguresDto) {
  @Identifier() benefitId!: string;
  @Identifier() testPeriodId!: string;
  @Words(200) title!: string;
  @NumberAsText({ optional: true, description: 'How much of it there was, where it was built up so.' })
  volume?: string;
  @Pence({ optional: true, from: 0, description: 'At what value each.' }) unitValuePence?: number;
  @Whole(1, 100, { optional: true, description: 'The year of the plan in which it was expected to begin.' })
  horizonYear?: number;
}

export class RestateBenefitDto extends BecauseDto {
  @Part(() => BenefitFiguresDto, { description: 'All figures of the benefit as they are now known.' })
  to!: BenefitFiguresDto;
}

export class CommissionedDto {
  @Identifier() agencyId!: string;
  @Pence({ from: 0 }) pence!: number;
}

export class OutturnLineDto implements OutturnLine {
  @Identifier() lineId!: string;
  @Words(200, { optional: true }) title?: string;
  @Pence({ from: 0 }) budgetPence!: number;
  @Pence({ from: 0 }) outturnPence!: number;
  @OneOf(varianceCauses) cause!: (typeof varianceCauses)[number];
  @YesOrNo() ringFenced!: boolean;
  @Identifier({ optional: true, description: 'Whose line it is, where each bears its own.' }) ownerAgencyId?: string;
  @Parts(() => CommissionedDto, PARTIES_MAX, {
    optional: true,
    description: 'What each commissioned in it, where shares follow that.',
  })
  commissioned?: CommissionedDto[];
}

export class DeclareOutturnDto extends AskedDto {
  @Identifier() testPeriodId!: string;
  @Parts(() => OutturnLineDto, LINES_MAX, { itemsMin: 1 }) lines!: OutturnLineDto[];
  @Words(500, { optional: true, description: 'Why, when an outturn of this test period was declared before.' })
  restatedBecause?: string;
}

export class CalculateSharesDto extends AskedDto {
  @Identifier() testPeriodId!: string;
}

export class PayShareDto extends AskedDto {
  @Identifier() paymentId!: string;
  @Pence() amountPence!: number;
  @Words(64, { optional: true }) bankRef?: string;
  @Words(100, {
    optional: true,
    description: 'The entry of the pooled fund, when the fund pays or is paid and it is no reinvestment.',
    example: 'trafford-bcf/2024-25/41',
  })
  fundEntryRef?: string;
}

export class PositionDto implements Position {
  @Identifier() agencyId!: string;
  @Whole(-AMOUNT_PENCE_MAX, AMOUNT_PENCE_MAX, {
    description: 'What the party says that the share ought to be; negative: it ought to pay.',
  })
  sharePence!: number;
  @Words(1_000) statement!: string;
}

export class RaiseDisputeDto extends AskedDto {
  @Identifier() disputeId!: string;
  @Identifier() testPeriodId!: string;
  @Identifier({ description: 'Whose settlement it is about.' }) agencyId!: string;
  @Pence({ description: 'So much is frozen, and nothing else.' }) amountPence!: number;
  @Parts(() => PositionDto, PARTIES_MAX) positions!: PositionDto[];
}

export class TakePositionDto extends IntersectionType(AskedDto, PositionDto) {}

export class ResolveDisputeDto extends AskedDto {
  @Words(1_000) decision!: string;
  @Pence({ from: 0, description: 'How much of the amount in dispute is not due after all.' }) notDuePence!: number;
}

const PART_OF_SIMULATION = '/api/v1/agreements/simulation-schema';

/** Terms of one's own, or of an agreement, and outcomes to try them on. A file of docs/agreements can be sent as it is. */
export class SimulateTermsDto {
  @Words(200, { optional: true }) title?: string;
  @TermsOfAgreement(true) terms?: object;
  @Identifier({ optional: true, description: 'Instead of terms: the terms of this agreement.' }) agreementId?: string;
  @Whole(1, 999_999, {
    optional: true,
    description: 'Which version of them; left out: the one in force today, or before that the latest draft.',
  })
  version?: number;
  @OfSchema(PART_OF_SIMULATION, { description: 'The outcomes to try them on.' }) assumed!: object;
  @OfSchema(PART_OF_SIMULATION, { optional: true, description: 'One assumption that runs over a range.' })
  vary?: object;
  @OfSchema(PART_OF_SIMULATION, { optional: true, description: 'Figures that the result is compared with.' })
  expect?: object;
}
