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
export function renderSignInList({ heading, people, action }: SignInList): string {
  const choices = people.map(
    ({ actorId, name, about, role }) => `<li><h2>${escape(name)}</h2>
<p>${escape(role)}. ${escape(about)}</p>
<form method="post" action="${escape(action)}"><input type="hidden" name="actorId" value="${escape(actorId)}"><button type="submit">Sign in as ${escape(name)}</button></form></li>`,
  );
  return page(
    heading,
    `<p>This is for development and for trying the service out. Anybody can sign in as anybody here: nothing is secret, and no password is asked for.</p>
<ul>
${choices.join('\n')}
</ul>`,
  );
}

/** The page that asks somebody whether to sign out. */
export function renderSignOut({ name, token }: { readonly name: string; readonly token: string }): string {
  return page(
    'Sign out',
    `<p>You are signed in as ${escape(name)}.</p>
<form method="post" action="/sign-out"><input type="hidden" name="_csrf" value="${escape(token)}"><button type="submit">Sign out</button></form>`,
  );
}

/** A page that says something, and what to do next. */
export function renderSentences({ heading, sentences, link }: SentencePage): string {
  const paragraphs = sentences.map((sentence) => `<p>${escape(sentence)}</p>`);
  if (link) paragraphs.push(`<p><a href="${escape(link.href)}">${escape(link.text)}</a></p>`);
  return page(heading, paragraphs.join('\n'));
}

function page(heading: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${escape(heading)} - Common Purse</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<main>
<h1>${escape(heading)}</h1>
${content}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
