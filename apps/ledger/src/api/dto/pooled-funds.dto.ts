import { delegatedActions, legalBases, poolingBases, signatureRules, statutoryItems, vatRegimes } from '@app/domain';
import { AskedDto } from './asked.dto';
import { Day, Identifier, OneOf, Part, Pence, SomeOf, Words, YesOrNo } from './fields';

export class PooledFundManagerDto {
  @Words(200, { description: 'A post, never a person.' }) post!: string;
  @Identifier() agencyId!: string;
  @YesOrNo({ optional: true }) secondedToHost?: boolean;
}

export class EstablishPooledFundDto extends AskedDto {
  @Identifier() pooledFundId!: string;
  @Identifier() placeId!: string;
  @Words(200) name!: string;
  @OneOf(legalBases) legalBasis!: (typeof legalBases)[number];
  @OneOf(poolingBases) poolingBasis!: (typeof poolingBases)[number];
  @Identifier() hostAgencyId!: string;
  @Part(() => PooledFundManagerDto) pooledFundManager!: PooledFundManagerDto;
  @OneOf(signatureRules, { description: 'REQUIRED: no money before every partner has signed (INV-10).' })
  signature!: (typeof signatureRules)[number];
}

export class ChangeHostPartnerDto extends AskedDto {
  @Identifier() hostAgencyId!: string;
  @Part(() => PooledFundManagerDto) pooledFundManager!: PooledFundManagerDto;
}

export class AdmitPartnerDto extends AskedDto {
  @Identifier() agencyId!: string;
}

export class PartnerExitNoticeDto extends AskedDto {
  @Identifier() agencyId!: string;
  @Day() exitsOn!: string;
  @Words(500) reason!: string;
}

export class PartnerExitDto extends AskedDto {
  @Identifier() agencyId!: string;
}

/** What an agreement under s75 must specify (SI 2000/617 regulation 7(3)). */
export class AgreementItemsDto implements Partial<Record<(typeof statutoryItems)[number], string>> {
  @Words(2000, { optional: true }) aimsAndOutcomes?: string;
  @Words(2000, { optional: true }) contributionsAndVariation?: string;
  @Words(2000, { optional: true }) functions?: string;
  @Words(2000, { optional: true }) personsAndServices?: string;
  @Words(2000, { optional: true }) staffGoodsAndAccommodation?: string;
  @Words(2000, { optional: true }) durationReviewVariationAndTermination?: string;
  @Words(2000, { optional: true }) managementAndMonitoring?: string;
}

export class DraftAgreementDto extends AskedDto {
  @Part(() => AgreementItemsDto) items!: AgreementItemsDto;
}

export class ApproveAgreementDto extends AskedDto {
  @Identifier() byAgencyId!: string;
}

export class SignAgreementDto extends AskedDto {
  @Identifier() byAgencyId!: string;
  @Words(200, { description: 'The post of who signed, never a person.' }) signatoryPost!: string;
}

export class PutAgreementIntoEffectDto extends AskedDto {}

export class SpecifySchemeDto extends AskedDto {
  @Identifier() schemeId!: string;
  @Words(200) name!: string;
  @Identifier() leadCommissionerId!: string;
  @OneOf(vatRegimes) vatRegime!: (typeof vatRegimes)[number];
}

export class GrantDelegationDto extends AskedDto {
  @Identifier() delegationId!: string;
  @Identifier({ description: 'The actor of the API key of whoever may decide.' }) holderActorId!: string;
  @SomeOf(delegatedActions) actions!: (typeof delegatedActions)[number][];
  @Pence() limitPence!: number;
  @Day({ optional: true }) untilOn?: string;
}

export class RevokeDelegationDto extends AskedDto {}
