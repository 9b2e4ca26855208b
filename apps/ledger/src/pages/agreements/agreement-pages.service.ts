import { Injectable } from '@nestjs/common';
import { type Horizon, type Look } from '@app/read-models';
import { sightOf } from '../../access/sight-of';
import { type HttpExchange } from '../../api/http.decorator';
import { Reports } from '../../api/reports.service';
import { redirect } from '../rendering/page.decorators';
import { type Page, Pages } from '../rendering/pages.service';
import { Views } from '../view/views.service';
import { type AgreementAddresses, addressesOf } from './agreement-addresses';

/** What every page of one agreement is told for. */
interface ToldOfAgreement {
  readonly asAt: string;
  readonly asKnownAt: string | null;
  readonly agreementId: string;
  /** What the agreement is called. */
  readonly title: string;
}

/** A page of one agreement, as its controller makes it. */
export type AgreementPage = Page & { readonly content: Readonly<Record<string, unknown>> };

const section = 'agreements';
const list = { text: 'Agreements', href: '/agreements' };

/** Shows pages of one agreement, each for its two times, or says what is wrong with the times. */
@Injectable()
export class AgreementPages {
  constructor(
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly reports: Reports,
  ) {}

  /**
   * Asks about an agreement, and shows the page made of the answer.
   * @param kept names of values of the address that belong to the page
   */
  async show<Told extends ToldOfAgreement>(
    http: HttpExchange,
    tell: (look: Look, horizon: Horizon) => Promise<Told>,
    pageOf: (told: Told, addresses: AgreementAddresses) => AgreementPage | Promise<AgreementPage>,
    kept: readonly string[] = [],
  ): Promise<string | Uint8Array> {
    const sight = sightOf(http.request.caller);
    const { redirectTo, errors, form, view } = await this.reports.look(sight, {}, (look) =>
      this.views.find(look, http, kept),
    );
    if (redirectTo !== undefined) return redirect(http, redirectTo);
    if (errors.length > 0) {
      const page = {
        template: 'agreements/wrong-times.njk',
        title: 'Agreement',
        section,
        breadcrumbs: [list],
      } as const;
      return this.pages.show(http, { ...page, errors, content: { form } });
    }
    const times = { asAt: view.asAt, asKnownAt: view.asKnownAt };
    const told = await this.reports.tell(sight, times, tell);
    const addresses = addressesOf(told.agreementId, times);
    const page = await pageOf(told, addresses);
    return this.pages.show(http, {
      section,
      breadcrumbs: [list, { text: told.title, href: addresses.agreement }],
      told: { asAt: told.asAt, asKnownAt: told.asKnownAt },
      ...page,
      content: { form, addresses, ...page.content },
    });
  }
}
