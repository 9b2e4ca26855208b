import { type Told } from '../../api/problems/tell-error';

/** An error as a page shows it. */
export interface ErrorPage {
  readonly title: string;
  readonly detail: string;
  /** What the person can do, a sentence each. */
  readonly next: readonly string[];
}

/** What a person is told of an error: what happened, what became of what they sent, what they can do. */
export function errorPage({ status, detail }: Pick<Told, 'status' | 'detail'>): ErrorPage {
  if (status === 404) {
    return {
      title: 'Page not found',
      detail,
      next: [
        'If you typed the address, check that it is right. If you followed a link, you may not see what it leads to.',
      ],
    };
  }
  if (status === 403) return { title: 'You cannot do this', detail, next: [] };
  if (status === 503) {
    return { title: 'Sorry, the service is busy', detail, next: ['Wait a moment, then load the page again.'] };
  }
  if (status >= 500) {
    return {
      title: 'Sorry, there is a problem with the service',
      detail,
      next: ['What you have entered so far is kept. Try again in a moment.'],
    };
  }
  return { title: 'There is a problem with what was asked', detail, next: ['Go back, and check what you entered.'] };
}
