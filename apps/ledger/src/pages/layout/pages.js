// The pages work without this: it moves the focus to an error summary, keeps a button from being pressed twice, folds menus.
import { initAll } from 'govuk-frontend';

initAll();
