/**
 * What Redis says of a trading account, what it means, and the trader's hand on it: read once into
 * {@code snapshot}, explained and judged by pure functions, written as JSON. The command and the
 * console show the same because both ask here.
 *
 * <pre>Redis ─▶ snapshot ─▶ explain, judge (pure) ─▶ json, report     hand ─▶ Redis</pre>
 */
package quantum.account;
