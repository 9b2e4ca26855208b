/** The data of every event in every log: about 350 bytes of JSON. */
export const data = () => ({
  fundingStreamId: 'c2f1b8f0-9d5e-4f1c-8a7b-1a2b3c4d5e6f',
  agencyId: 'agency-of-the-north-east',
  amountPence: 1_234_567,
  receivedOn: '2012-04-01',
  reference: 'BACS 2012/04 troubled families contribution, first instalment of four',
  terms: ['ring-fenced', 'match-funded', 'outcome-based'],
  note: 'Paid under clause 14.2 of the agreement, before the end of the financial year.',
});

export const metadata = () => ({ actor: 'treasurer@example.gov.uk', authorityRef: 'agreement-17' });

export const TYPE = 'ContributionReceived';

/** Events that one event stream holds before its caller begins another. */
const EVENTS_PER_STREAM = 10;

/** Names the event stream and the version before it of a caller's n-th append. */
export const placeOf = (run, caller, n) => ({
  stream: `poolYear-${run}-${caller}-${Math.floor(n / EVENTS_PER_STREAM)}`,
  version: n % EVENTS_PER_STREAM,
});

/** Lets one caller after another at a hot event stream, so that none is refused for a stale version. */
export function takeTurns(act) {
  let last = Promise.resolve();
  return () => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
}
