import { isIsoDate, type IsoDate } from '@app/domain';
import { type EventStore } from '@app/event-store';
import { type SampleRecorder } from '../sample-recorder';
import { carryingOut, type ExampleLedger } from './carry-out';
import { recordWrongPayment, setRight } from './correction';
import { exampleDays } from './example-days';
import { reachInvestmentAgreement, settleInvestmentAgreement, varyInvestmentAgreement } from './investment-agreement';
import { recordLastYear } from './last-year';
import { examplePlaceRequest, setUpPlaceAndFund } from './place-and-fund';
import { reachTariffAgreement } from './tariff-agreement';
import { recordThisYear } from './this-year';

/**
 * A place with illustrative amounts, in which everything that a pooled fund and its agreements can show is to be seen.
 * Its days are counted from the one on which it was first loaded, also when the load goes on on another day.
 */
export async function loadWorkedExample(
  ledger: ExampleLedger,
  recorder: SampleRecorder,
  today: IsoDate,
): Promise<void> {
  const days = exampleDays((await firstLoadedOn(ledger.store)) ?? today);
  const carryOut = carryingOut(ledger, today);
  await setUpPlaceAndFund(recorder, days);
  await reachInvestmentAgreement(recorder, days);
  await recordLastYear(recorder, days, carryOut);
  await recordThisYear(recorder, days);
  const wrongPayment = await recordWrongPayment(recorder, days);
  await settleInvestmentAgreement(recorder, days, carryOut);
  await varyInvestmentAgreement(recorder, days);
  await reachTariffAgreement(recorder, days);
  // Last of all, so that what was believed before differs from what is known now.
  await setRight(recorder, days, wrongPayment);
}

/** The day from which an earlier load counted, as the authority of its first entry says; undefined when none began. */
async function firstLoadedOn(store: EventStore): Promise<IsoDate | undefined> {
  const begun = await store.findRequest(`sample:${examplePlaceRequest}`);
  if (!begun) return undefined;
  const range = { afterVersion: begun.firstVersion - 1, toVersion: begun.lastVersion };
  for await (const [event] of store.readStream(begun.eventStream, range)) {
    const day = event?.metadata['authorityRef']?.slice(-'2026-04-01'.length);
    if (isIsoDate(day)) return day;
  }
  throw new Error('The worked example was begun, and its first entry does not say from which day it counts.');
}
