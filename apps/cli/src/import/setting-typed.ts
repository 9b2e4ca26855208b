import { type Aggregates } from '@app/application';
import { type ImportSetting, presetSettings } from '@app/imports';
import { UsageError } from '../usage-error';
import { type ImportOptions } from './import-options';

/** Where the rows go: what was typed, else what the preset says. @throws UsageError */
export async function settingTyped(options: ImportOptions, aggregates: Aggregates): Promise<ImportSetting> {
  const preset = presetSettings[options.preset ?? ''];
  const { pooledFund, fundingStream, commissioner } = options;
  if (!pooledFund && !fundingStream && !commissioner && preset) return preset;
  const pooledFundId = pooledFund ?? preset?.fund.pooledFundId;
  const fundingStreamId = fundingStream ?? preset?.fundingStream.fundingStreamId;
  if (pooledFundId === undefined || fundingStreamId === undefined) {
    throw new UsageError('Say where the rows go: --pooled-fund and --funding-stream, or a --preset that knows.');
  }
  const fundOfPreset = preset?.fund.pooledFundId === pooledFundId ? preset : undefined;
  const streamOfPreset = preset?.fundingStream.fundingStreamId === fundingStreamId ? preset.fundingStream : undefined;
  const fund = await aggregates.pooledFund(pooledFundId);
  if (!fund.established && !fundOfPreset)
    throw new UsageError(`There is no pooled fund ${pooledFundId}. Establish it first.`);
  const { defined } = (await aggregates.fundingStreamStates([fundingStreamId])).get(fundingStreamId)!;
  if (!defined && !streamOfPreset)
    throw new UsageError(`There is no funding stream ${fundingStreamId}. Define it first.`);
  const commissioningAgencyId = commissioner ?? fundOfPreset?.commissioningAgencyId ?? fund.hostAgencyId;
  const { registered } = (await aggregates.agencyStates([commissioningAgencyId])).get(commissioningAgencyId)!;
  if (!registered && commissioningAgencyId !== preset?.commissioningAgencyId)
    throw new UsageError(`There is no agency ${commissioningAgencyId}. Register it first.`);
  const established = { name: '', poolingBasis: fund.poolingBasis, placeId: fund.placeId };
  return {
    places: fundOfPreset?.places ?? [],
    agencies: preset?.agencies ?? [],
    spenderIs: preset?.spenderIs ?? 'the commissioning agency',
    registerAs: preset?.registerAs,
    unnamedSpenderId: commissioner,
    fund: fundOfPreset?.fund ?? { ...established, hostAgencyId: fund.hostAgencyId, pooledFundId },
    fundingStream: streamOfPreset ?? {
      fundingStreamId,
      name: fundingStreamId,
      originAgencyId: commissioningAgencyId,
    },
    commissioningAgencyId,
  };
}
