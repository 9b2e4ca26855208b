import { render } from '../pages/rendering/render';

/** What the list of sign-ins of the development provider shows. */
export interface SignInList {
  readonly heading: string;
  readonly people: readonly SignInChoice[];
  /** Where the choice is sent. */
  readonly action: string;
}

/** Somebody to sign in as. */
export interface SignInChoice {
  readonly actorId: string;
  readonly name: string;
  readonly about: string;
  readonly role: string;
}

/** A page of a heading, some sentences and perhaps a way on. */
export interface SentencePage {
  readonly heading: string;
  readonly sentences: readonly string[];
  readonly link?: { readonly text: string; readonly href: string };
}

/** The page on which somebody chooses who to be. Each choice is a form, so that it needs no JavaScript. */
export const renderSignInList = ({ heading, ...shown }: SignInList): string =>
  render('sign-in/sign-in-list.njk', { title: heading, ...shown });

/** The page that asks somebody whether to sign out. */
export const renderSignOut = ({ name, token }: { readonly name: string; readonly token: string }): string =>
  render('sign-in/sign-out.njk', { title: 'Sign out', name, csrfToken: token });

/** A page that says something, and what to do next. */
export const renderSentences = ({ heading, ...shown }: SentencePage): string =>
  render('sign-in/sentences.njk', { title: heading, ...shown });
