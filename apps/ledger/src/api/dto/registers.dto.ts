import { agencyKinds, agencyTiers, placeKinds, ringFences, spendTypes } from '@app/domain';
import { AskedDto } from './asked.dto';
import { Day, Identifier, Identifiers, OneOf, Part, SomeOf, Words, WordsList } from './fields';

export class RegisterPlaceDto extends AskedDto {
  @Identifier() placeId!: string;
  @Words(200) name!: string;
  @OneOf(placeKinds) kind!: (typeof placeKinds)[number];
  @WordsList(9, { description: 'GSS codes, such as E08000009.' }) gssCodes!: string[];
  @Identifier({ optional: true }) parentPlaceId?: string;
}

export class ReorganisePlaceDto extends AskedDto {
  @Identifiers() successorPlaceIds!: string[];
  @Words(500) reason!: string;
}

export class RegisterAgencyDto extends AskedDto {
  @Identifier() agencyId!: string;
  @Words(200) legalName!: string;
  @OneOf(agencyKinds) kind!: (typeof agencyKinds)[number];
  @OneOf(agencyTiers) tier!: (typeof agencyTiers)[number];
  @WordsList(200, { optional: true, description: 'Names under which published files know it.' }) alsoKnownAs?: string[];
  @Identifier({ optional: true }) parentAgencyId?: string;
}

export class SucceedAgencyDto extends AskedDto {
  @Identifiers() successorAgencyIds!: string[];
  @Words(500) reason!: string;
}

export class PassThroughDto {
  @Identifiers() toAgencyIds!: string[];
  @Day() dueOn!: string;
}

export class DefineFundingStreamDto extends AskedDto {
  @Identifier() fundingStreamId!: string;
  @Words(200) name!: string;
  @Identifier() originAgencyId!: string;
  @OneOf(ringFences) ringFence!: (typeof ringFences)[number];
  @OneOf(['DEPARTMENT', 'AGREEMENT'], { optional: true }) ringFenceSetBy?: 'DEPARTMENT' | 'AGREEMENT';
  @WordsList(64, { optional: true }) permittedPurposes?: string[];
  @SomeOf(spendTypes) permittedSpendTypes!: (typeof spendTypes)[number][];
  @Day({ optional: true }) expiresOn?: string;
  @Part(() => PassThroughDto, { optional: true }) passThrough?: PassThroughDto;
}

export class RemoveRingFenceDto extends AskedDto {
  @Words(200, { description: 'The agreement variation that lifts it.' }) variationRef!: string;
}

export class WaivePassThroughDto extends AskedDto {
  @Identifier() agencyId!: string;
  @Words(200) consentRef!: string;
}
