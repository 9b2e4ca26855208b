import { ShapePipe } from '../validation';
import { RecogniseBenefitDto } from './agreements.dto';

const benefit = {
  occurredOn: '2014-05-01',
  authorityRef: 'Minute 7',
  benefitId: 'police-saving',
  testPeriodId: 'year-1',
  title: 'Fewer crises in families',
  agencyId: 'police',
  benefitType: 'FISCAL',
  stage: 'REALISED',
  grossPence: 420_000_00,
  deliveryCostPence: 0,
  optimismBiasPct: '0',
  attributionPct: '100',
  deadweightPct: '0',
  cashablePct: '40',
};
const shaped = (body: object): Promise<unknown> =>
  new ShapePipe().transform(body, { type: 'body', metatype: RecogniseBenefitDto });

describe('a benefit, as it is sent', () => {
  it('says how much of it there was and at what value each, as the cost-benefit view tells it', async () => {
    const built = { ...benefit, volume: '140', unitValuePence: 3_000_00, horizonYear: 1 };
    await expect(shaped(built)).resolves.toMatchObject(built);
  });

  it('need not have been built up so', async () => {
    await expect(shaped(benefit)).resolves.toMatchObject(benefit);
  });
});
