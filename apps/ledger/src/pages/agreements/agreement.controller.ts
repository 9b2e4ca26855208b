import { Get, Param } from '@nestjs/common';
import { type AgreementOverview, agreementOverview } from '@app/read-models';
import { Access } from '../../access/access.service';
import { type Caller } from '../../access/caller';
import { Http, type HttpExchange } from '../../api/http.decorator';
import { IdentifierInPath } from '../../api/path-parameters';
import { PageController } from '../rendering/page.decorators';
import { AgreementPages } from './agreement-pages.service';
import {
  benefitsTable,
  capsTable,
  claimsTable,
  disputesTable,
  duesTable,
  exitsTable,
  investmentsTable,
  partiesTable,
  signaturesTable,
  testPeriodsTable,
  versionsTable,
} from './agreement-tables';
import { counted, listed, standingSentences, standingTags } from './agreement-words';
import { keyDates } from './key-dates';
import { ShareStepsOffered } from './share-steps.service';

/** One agreement: what it is, who has signed and who has not, what became of it, what is due. */
@PageController('agreements/:agreementId')
export class AgreementController {
  constructor(
    private readonly pages: AgreementPages,
    private readonly access: Access,
    private readonly steps: ShareStepsOffered,
  ) {}

  @Get()
  agreement(@Param('agreementId', IdentifierInPath) agreementId: string, @Http() http: HttpExchange) {
    return this.pages.show(
      http,
      (look, horizon) => agreementOverview(look, agreementId, horizon),
      async (told, addresses) => {
        const latest = told.versions.at(-1)!;
        const unsigned = latest.signatures.filter(({ signedOn }) => signedOn === null);
        const steps = await this.steps.to(http, told);
        return {
          template: 'agreements/agreement.njk',
          title: told.title,
          breadcrumbs: [{ text: 'Agreements', href: '/agreements' }],
          tables: [
            partiesTable(told, addresses),
            versionsTable(told, addresses),
            signaturesTable(told),
            testPeriodsTable(told, addresses, steps),
            duesTable(told.dues, addresses, steps.ofDue),
            disputesTable(told.disputes, addresses),
            claimsTable(told),
            investmentsTable(told),
            benefitsTable(told),
            capsTable(told),
            exitsTable(told),
          ],
          content: {
            agreement: told,
            tag: standingTags[told.standing],
            standing: standingSentences[told.standing],
            about: aboutWords(told),
            dates: keyDates(told),
            latest,
            unsigned,
            signHref: (await this.maySign(http.request.caller, agreementId, latest.version, unsigned))
              ? `/record/signature/new?agreementId=${agreementId}`
              : undefined,
          },
        };
      },
    );
  }

  /** True when the reader may sign for a party that has not: whoever may not is offered nothing. */
  private async maySign(
    caller: Caller | undefined,
    agreementId: string,
    version: number,
    unsigned: readonly { readonly agencyId: string }[],
  ): Promise<boolean> {
    if (!caller) return false;
    for (const { agencyId: byAgencyId } of unsigned) {
      const of = { agreementId, version, byAgencyId, signatoryPost: '' };
      const asked = { type: 'SignTerms', occurredOn: '', authorityRef: '', ...of } as const;
      if ('grant' in (await this.access.refuse(caller, asked))) return true;
    }
    return false;
  }
}

/** Who shares what with whom, where and how long. */
function aboutWords({ parties, placeName, versionInForce, versions }: AgreementOverview): readonly string[] {
  const who = `An agreement of ${counted(parties.length, 'party', 'parties')} in ${placeName}: ${listed(parties.map(({ agencyName }) => agencyName))}.`;
  const latest = versions.at(-1)!;
  const force =
    versionInForce === null
      ? 'No version of its terms is in force.'
      : `Version ${versionInForce} of its terms is in force.`;
  if (latest.version === versionInForce || versionInForce === null) return [who, force];
  const next = latest.proposedOn === null ? 'is drafted' : 'is proposed';
  return [who, `${force} Version ${latest.version} ${next}, and does not bind anybody yet.`];
}
