import * as path from 'node:path';
import { exists, filesIn, textOf } from './repository';

const documents = [
  ...filesIn('docs').filter((file) => file.endsWith('.md')),
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'test/golden-events/README.md'].filter(exists),
];

/** Relative targets of links and pictures, without their anchors. */
const targetsIn = (document: string): readonly string[] => {
  const text = textOf(document).replace(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, target]) => target!);
  const pictures = [...text.matchAll(/<img[^>]+src="([^"]+)"/g)].map(([, target]) => target!);
  return [...links, ...pictures]
    .filter((target) => !/^([a-z]+:|#|\/\/)/i.test(target))
    .map((target) => target.split('#')[0]!);
};

describe('links in the documents', () => {
  it('are looked for where there are documents', () => {
    expect(documents).toContain('docs/rules.md');
  });

  it.each(documents)('of %s lead somewhere', (document) => {
    const broken = targetsIn(document).filter(
      (target) => !exists(path.join(path.dirname(document), decodeURI(target))),
    );
    expect(broken).toEqual([]);
  });
});
