// `npm start`: everything that a fresh clone needs, then the service.
import { build, install, runBuilt } from './setup.mjs';

install();
build();
runBuilt('apps/ledger/src/main.js', []);
