/** What a person without a browser must do, in one line. */
export declare const NO_CHROMIUM: string;

/** The browser's program: the one that CHROMIUM_PATH names, or else the first of Debian's and those on PATH. */
export declare function findChromium(env?: {
  readonly CHROMIUM_PATH?: string | undefined;
  readonly PATH?: string | undefined;
}): string | undefined;

/** The flags with which the browser starts without a screen and asks nothing of the network. */
export declare const CHROMIUM_ARGUMENTS: string[];
