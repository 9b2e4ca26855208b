import { Get, Param } from '@nestjs/common';
import { type AgreementDispute, agreementDispute, benefitShareStatement } from '@app/read-models';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { IdentifierInPath } from '../../api/path-parameters';
import { ActorNames } from '../../identity/actor-names';
import { PageController } from '../rendering/page.decorators';
import { tableOf } from '../tables/table';
import { type AgreementAddresses } from './agreement-addresses';
import { AgreementPages } from './agreement-pages.service';
import { calculationTag, disputesTable, duesTable } from './agreement-tables';
import { disputeTags } from './agreement-words';
import { ShareStepsOffered } from './share-steps.service';
import { capsUsedTable, clausesTable, metricsTable, sharesTable, traceTable } from './statement-tables';

/** The statement of a test period with its working, and the disputes about one. */
@PageController('agreements/:agreementId')
export class AgreementStatementController {
  constructor(
    private readonly pages: AgreementPages,
    private readonly steps: ShareStepsOffered,
    private readonly actorNames: ActorNames,
  ) {}

  @Get('periods/:testPeriodId')
  statement(
    @Param('agreementId', IdentifierInPath) agreementId: string,
    @Param('testPeriodId', IdentifierInPath) testPeriodId: string,
    @Http() http: HttpExchange,
  ) {
    return this.pages.show(
      http,
      (look, horizon) => benefitShareStatement(look, agreementId, testPeriodId, horizon),
      async (told, addresses) => {
        const { url } = http.request;
        const steps = await this.steps.to(http, told);
        return {
          template: 'agreements/statement.njk',
          title: `Statement of ${testPeriodId}`,
          tables: [
            metricsTable(told),
            clausesTable(told, url),
            sharesTable(told, url),
            capsUsedTable(told, url),
            duesTable(told.dues, addresses, steps.ofDue),
            disputesTable(told.disputes, addresses),
            traceTable(told, agreementId),
          ],
          content: {
            statement: told,
            tag: calculationTag(told.calculation),
            step: steps.ofTestPeriod(told),
            dataHref: `/api/v1/agreements/${agreementId}/statements/${testPeriodId}`,
          },
        };
      },
    );
  }

  @Get('disputes/:disputeId')
  dispute(
    @Param('agreementId', IdentifierInPath) agreementId: string,
    @Param('disputeId', IdentifierInPath) disputeId: string,
    @Http() http: HttpExchange,
  ) {
    return this.pages.show(
      http,
      (look, horizon) => agreementDispute(look, agreementId, disputeId, horizon),
      (told, addresses) => ({
        template: 'agreements/dispute.njk',
        title: `Dispute about the share of ${told.agencyName}`,
        tables: [
          positionsTable(told),
          stepsTable(told),
          duesTable(told.dues, addresses),
          recordedTable(told, addresses, this.actorNames.called),
        ],
        content: {
          dispute: told,
          tag: disputeTags[told.status],
          frozenPence: told.dues.reduce((sum, { inDisputePence }) => sum + inDisputePence, 0),
          current: told.steps.findLast(({ reachedOn }) => reachedOn !== null),
        },
      }),
    );
  }
}

const positionsTable = ({ positions }: AgreementDispute) =>
  tableOf(
    { id: 'positions', caption: 'What each party says', nothing: 'No party has stated its position.' },
    [
      { heading: 'Party', kind: 'text', of: ({ agencyName }) => agencyName },
      { heading: 'Share that it says is right', kind: 'money', of: ({ sharePence }) => sharePence },
      { heading: 'Why', kind: 'text', of: ({ statement }) => statement },
    ],
    positions,
  );

const stepsTable = ({ steps, status }: AgreementDispute) =>
  tableOf(
    {
      id: 'steps',
      caption: 'How the terms have it settled, step by step',
      nothing: 'The terms do not say who settles a dispute.',
    },
    [
      { heading: 'Step', kind: 'text', of: ({ stepNo }) => String(stepNo) },
      { heading: 'Who decides', kind: 'text', of: ({ to }) => to },
      { heading: 'Days to decide', kind: 'count', of: ({ withinDays }) => withinDays },
      {
        heading: 'Reached on',
        kind: 'day',
        of: ({ reachedOn }) => reachedOn ?? (status === 'OPEN' ? 'not yet' : 'not needed'),
      },
      { heading: 'Decide by', kind: 'day', of: ({ decideBy }) => decideBy ?? '' },
    ],
    steps,
  );

const factWords: Readonly<Record<AgreementDispute['facts'][number]['type'], string>> = {
  DisputeRaised: 'The dispute was raised',
  DisputePositionTaken: 'A party stated its position',
  DisputeEscalated: 'It went to the next step',
  DisputeResolved: 'It was settled',
};

const recordedTable = (
  { facts }: AgreementDispute,
  addresses: AgreementAddresses,
  called: (actorId: string) => string,
) =>
  tableOf(
    { id: 'recorded', caption: 'What was recorded of it', nothing: 'Nothing is recorded of it.' },
    [
      {
        heading: 'What',
        kind: 'text',
        of: ({ type, entryNo }) => ({ value: factWords[type], href: addresses.entry(entryNo) }),
      },
      { heading: 'By or for', kind: 'text', of: ({ agencyName }) => agencyName ?? '' },
      { heading: 'On', kind: 'day', of: ({ occurredOn }) => occurredOn },
      { heading: 'Recorded by', kind: 'text', of: ({ actor }) => called(actor) },
    ],
    facts,
  );
