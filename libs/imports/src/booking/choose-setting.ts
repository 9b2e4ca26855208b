import { type Aggregates } from '@app/application';
import { type ImportSetting, presetSettings } from './import-setting';

/** Where somebody wants the rows of a file to go; what they leave out is as their preset says. */
export interface SettingChoice {
  readonly preset?: string;
  readonly pooledFundId?: string;
  readonly fundingStreamId?: string;
  readonly commissioningAgencyId?: string;
}

/** There is no such setting. The message says what is missing, to whoever chose. */
export class SettingUnknown extends Error {
  constructor(
    /** What was chosen wrongly, or not at all. */
    readonly about: 'pooledFundId' | 'fundingStreamId' | 'commissioningAgencyId',
    sentence: string,
  ) {
    super(sentence);
  }
}

/** Where the rows go: what was chosen, else what the preset says. @throws SettingUnknown */
export async function chooseSetting(choice: SettingChoice, aggregates: Aggregates): Promise<ImportSetting> {
  const preset = Object.hasOwn(presetSettings, choice.preset ?? '') ? presetSettings[choice.preset!] : undefined;
  const {
    pooledFundId: fundChosen,
    fundingStreamId: fundingStreamChosen,
    commissioningAgencyId: commissioner,
  } = choice;
  if (!fundChosen && !fundingStreamChosen && !commissioner && preset) return preset;
  const pooledFundId = fundChosen ?? preset?.fund.pooledFundId;
  const fundingStreamId = fundingStreamChosen ?? preset?.fundingStream.fundingStreamId;
  if (pooledFundId === undefined)
    throw new SettingUnknown('pooledFundId', 'Say which fund the rows go to: this preset knows none.');
  if (fundingStreamId === undefined)
    throw new SettingUnknown('fundingStreamId', 'Say which funding stream the rows go to: this preset knows none.');
  const fundOfPreset = preset?.fund.pooledFundId === pooledFundId ? preset : undefined;
  const fundingStreamOfPreset =
    preset?.fundingStream.fundingStreamId === fundingStreamId ? preset.fundingStream : undefined;
  const fund = await aggregates.pooledFund(pooledFundId);
  if (!fund.established && !fundOfPreset)
    throw new SettingUnknown('pooledFundId', `There is no pooled fund ${pooledFundId}. Establish it first.`);
  const { defined } = (await aggregates.fundingStreamStates([fundingStreamId])).get(fundingStreamId)!;
  if (!defined && !fundingStreamOfPreset)
    throw new SettingUnknown('fundingStreamId', `There is no funding stream ${fundingStreamId}. Define it first.`);
  const commissioningAgencyId = commissioner ?? fundOfPreset?.commissioningAgencyId ?? fund.hostAgencyId;
  const { registered } = (await aggregates.agencyStates([commissioningAgencyId])).get(commissioningAgencyId)!;
  if (!registered && commissioningAgencyId !== preset?.commissioningAgencyId)
    throw new SettingUnknown(
      'commissioningAgencyId',
      `There is no agency ${commissioningAgencyId}. Register it first.`,
    );
  const established = { name: '', poolingBasis: fund.poolingBasis, placeId: fund.placeId };
  return {
    places: fundOfPreset?.places ?? [],
    agencies: preset?.agencies ?? [],
    spenderIs: preset?.spenderIs ?? 'the commissioning agency',
    registerAs: preset?.registerAs,
    unnamedSpenderId: commissioner,
    fund: fundOfPreset?.fund ?? { ...established, hostAgencyId: fund.hostAgencyId, pooledFundId },
    fundingStream: fundingStreamOfPreset ?? {
      fundingStreamId,
      name: fundingStreamId,
      originAgencyId: commissioningAgencyId,
    },
    commissioningAgencyId,
  };
}
