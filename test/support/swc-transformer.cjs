// Turns TypeScript and ESM packages into CommonJS for Jest, which cannot `require` ESM on Node 20 (see docs/adr/0003).
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const swc = require('@swc/core');

const typeByFolder = new Map();
function packageTypeOf(folder) {
  if (typeByFolder.has(folder)) return typeByFolder.get(folder);
  const manifest = path.join(folder, 'package.json');
  const parent = path.dirname(folder);
  let type = 'commonjs';
  if (fs.existsSync(manifest)) type = JSON.parse(fs.readFileSync(manifest, 'utf8')).type ?? 'commonjs';
  else if (parent !== folder) type = packageTypeOf(parent);
  typeByFolder.set(folder, type);
  return type;
}

const isTypeScript = (file) => /\.[cm]?ts$/.test(file);
const isEsm = (file) =>
  file.endsWith('.mjs') || (file.endsWith('.js') && packageTypeOf(path.dirname(file)) === 'module');

// CommonJS that loads an ES module when it is needed, as @fastify/cookie does.
const importsLater = (source, file) => !isTypeScript(file) && !isEsm(file) && /\bimport\(/.test(source);

const optionsFor = (file) => ({
  filename: file,
  swcrc: false,
  configFile: false,
  sourceMaps: isTypeScript(file) ? 'inline' : false,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: isTypeScript(file) ? { syntax: 'typescript', decorators: true } : { syntax: 'ecmascript' },
    transform: isTypeScript(file)
      ? { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false }
      : {},
  },
});

module.exports = {
  process(source, file) {
    if (!isTypeScript(file) && !isEsm(file) && !importsLater(source, file)) return { code: source };
    const renamed =
      isEsm(file) && /(?:const|let|var)\s+__(?:dirname|filename)\b/.test(source)
        ? source.replace(/\b__(dirname|filename)\b/g, '__esm_$1')
        : source;
    return swc.transformSync(renamed, optionsFor(file));
  },
  getCacheKey: (source, file, options) =>
    createHash('sha1')
      .update(source)
      .update('\0')
      .update(file)
      .update(swc.version)
      .update(String(options.instrument) + isEsm(file))
      .update(fs.readFileSync(__filename))
      .digest('hex'),
};
