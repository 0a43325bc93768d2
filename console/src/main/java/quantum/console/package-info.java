/**
 * The account in a browser: one reader of Redis, any number of pages.
 *
 * <pre>Redis ─▶ model (reads, once for all) ─▶ page (JSON) ─▶ web (API, events, assets) ─▶ browser
 * </pre>
 */
package quantum.console;
